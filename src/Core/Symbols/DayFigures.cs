namespace OrleansTicks.Core;

/// <summary>The newest figures of a day that an instrument's venue gave: a snapshot, never changed.</summary>
public sealed class DayFigures
{
    internal static readonly int Count = Enum.GetValues<DayFigure>().Length;

    private readonly (long Mantissa, byte Scale)?[] _values;

    internal DayFigures((long, byte)?[] values, long received) => (_values, Received) = (values, received);

    /// <summary>When the newest of them arrived, microseconds since 1970 UTC.</summary>
    public long Received { get; }

    /// <summary>As exact text, or null where the venue gave none.</summary>
    public string? this[DayFigure figure] => _values[(int)figure] is { } value ? FixedPoint.Format(value.Mantissa, value.Scale) : null;
}
