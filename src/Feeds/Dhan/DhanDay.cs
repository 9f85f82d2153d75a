using System.Runtime.CompilerServices;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Figures of the day and levels of the book out of Dhan's packets of one instrument. First all of a packet is read, then all of it is taken, so that a bad one changes nothing.</summary>
/// <remarks>Most packets say most of it again: what has the very bits of before is not even converted.</remarks>
internal sealed class DhanDay
{
    private readonly DayChanges _day = new();
    private (float Open, float High, float Low, float Close) _rawDay;
    private DhanLevel[]? _rawLevels;
    private DepthChanges? _depth;

    /// <summary>The day of a quote or full packet, and the five levels of a full one.</summary>
    /// <param name="packet">Quote or full.</param>
    /// <param name="instrument">The store's id.</param>
    /// <param name="full">Open interest and levels were asked for.</param>
    /// <param name="ticks">Where rows go.</param>
    [SkipLocalsInit]
    public RejectKind Take(in DhanPacket packet, int instrument, bool full, TickBuffer ticks)
    {
        Span<DepthLevel> levels = stackalloc DepthLevel[2 * DhanPacket.Levels];
        Span<(long Mantissa, byte Scale)> day = stackalloc (long, byte)[4];
        var raw = (packet.Open, packet.High, packet.Low, packet.Close);
        var isNewDay = raw != _rawDay;
        var changed = 0;
        var fault = isNewDay ? ReadDay(raw, day) : RejectKind.None;
        if (fault is RejectKind.None && full) fault = ReadLevels(packet, levels, out changed);
        if (fault is not RejectKind.None) return fault;
        if (isNewDay)
        {
            _rawDay = raw;
            _day.Take(instrument, DayFigure.Open, day[0].Mantissa, day[0].Scale, ticks);
            _day.Take(instrument, DayFigure.High, day[1].Mantissa, day[1].Scale, ticks);
            _day.Take(instrument, DayFigure.Low, day[2].Mantissa, day[2].Scale, ticks);
            _day.Take(instrument, DayFigure.Close, day[3].Mantissa, day[3].Scale, ticks);
        }

        _day.Take(instrument, DayFigure.Volume, packet.Volume, 0, ticks);
        if (!full) return RejectKind.None;
        _day.Take(instrument, DayFigure.OpenInterest, packet.OpenInterest, 0, ticks);
        _day.Take(instrument, DayFigure.OpenInterestHigh, packet.OpenInterestHigh, 0, ticks);
        _day.Take(instrument, DayFigure.OpenInterestLow, packet.OpenInterestLow, 0, ticks);
        if (changed != 0) TakeLevels(packet, instrument, levels, changed, ticks);
        return RejectKind.None;
    }

    /// <summary>A packet of open interest alone.</summary>
    public void TakeOpenInterest(in DhanPacket packet, int instrument, TickBuffer ticks) => _day.Take(instrument, DayFigure.OpenInterest, packet.OpenInterest, 0, ticks);

    /// <summary>A packet of the day before.</summary>
    public RejectKind TakePrevious(in DhanPacket packet, int instrument, TickBuffer ticks)
    {
        var fault = Read(packet.PreviousClose, out var close);
        if (fault is not RejectKind.None) return fault;
        _day.Take(instrument, DayFigure.PreviousClose, close.Mantissa, close.Scale, ticks);
        _day.Take(instrument, DayFigure.PreviousOpenInterest, packet.PreviousOpenInterest, 0, ticks);
        return RejectKind.None;
    }

    private void TakeLevels(in DhanPacket packet, int instrument, ReadOnlySpan<DepthLevel> levels, int changed, TickBuffer ticks)
    {
        _depth ??= new DepthChanges(DhanPacket.Levels);
        for (var i = 0; i < DhanPacket.Levels; i++)
        {
            if ((changed & (1 << i)) == 0) continue;
            _rawLevels![i] = packet.Level(i);
            _depth.Take(instrument, i + 1, levels[2 * i], ticks);
            _depth.Take(instrument, -i - 1, levels[(2 * i) + 1], ticks);
        }
    }

    /// <param name="packet">A full one.</param>
    /// <param name="levels">Bid and ask of each level that changed.</param>
    /// <param name="changed">A bit for each level that changed.</param>
    private RejectKind ReadLevels(in DhanPacket packet, Span<DepthLevel> levels, out int changed)
    {
        _rawLevels ??= new DhanLevel[DhanPacket.Levels];
        changed = 0;
        for (var i = 0; i < DhanPacket.Levels; i++)
        {
            var level = packet.Level(i);
            if (level == _rawLevels[i]) continue;
            var fault = Read(level.Bid, out var bid);
            if (fault is not RejectKind.None || (fault = Read(level.Ask, out var ask)) is not RejectKind.None) return fault;
            levels[2 * i] = new DepthLevel(bid.Mantissa, bid.Scale, level.BidQuantity, 0, level.BidOrders);
            levels[(2 * i) + 1] = new DepthLevel(ask.Mantissa, ask.Scale, level.AskQuantity, 0, level.AskOrders);
            changed |= 1 << i;
        }

        return RejectKind.None;
    }

    private static RejectKind ReadDay((float Open, float High, float Low, float Close) raw, Span<(long Mantissa, byte Scale)> day)
    {
        var fault = Read(raw.Open, out day[0]);
        if (fault is RejectKind.None) fault = Read(raw.High, out day[1]);
        if (fault is RejectKind.None) fault = Read(raw.Low, out day[2]);
        return fault is RejectKind.None ? Read(raw.Close, out day[3]) : fault;
    }

    private static RejectKind Read(float value, out (long Mantissa, byte Scale) price)
    {
        var fault = Singles.TryConvert(value, out price.Mantissa, out price.Scale);
        return fault is RejectKind.None && price.Mantissa < 0 ? RejectKind.BadNumber : fault;
    }
}
