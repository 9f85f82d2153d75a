namespace OrleansTicks.Core;

/// <summary>The newest figures of the day of one instrument, as they come.</summary>
internal sealed class DayBoard
{
    private readonly (long Mantissa, byte Scale)?[] _values = new (long, byte)?[DayFigures.Count];
    private long _received;

    public void Take(in Tick row)
    {
        if ((int)row.Figure() >= _values.Length) return;
        _values[(int)row.Figure()] = (row.Price, row.PriceScale);
        _received = row.Received;
    }

    public DayFigures Show() => new([.. _values], _received);
}
