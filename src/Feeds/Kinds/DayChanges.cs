using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>What one instrument's venue said of its day last, so that only what changed becomes a row. A figure of 0 that never was another is none yet.</summary>
internal sealed class DayChanges
{
    private static readonly int Count = Enum.GetValues<DayFigure>().Length;

    private readonly (long Mantissa, byte Scale)[] _last = new (long, byte)[Count];

    /// <summary>Takes a figure, trailing zeros removed; adds a row when it is another than before.</summary>
    public void Take(int instrument, DayFigure figure, long mantissa, byte scale, TickBuffer ticks)
    {
        ref var last = ref _last[(int)figure];
        if (last == (mantissa, scale)) return;
        last = (mantissa, scale);
        ticks.Add().SetDay(instrument, figure, mantissa, scale);
    }
}
