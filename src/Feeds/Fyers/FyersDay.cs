using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Figures of the day and levels of the book out of a topic's fields. First all is read, then all is taken, so that a bad item changes nothing.</summary>
internal static class FyersDay
{
    /// <summary>Those figures that the topic has and the last item may have changed.</summary>
    public static RejectKind TakeDay(FyersTopic topic, (int Field, DayFigure Figure)[] figures, TickBuffer ticks)
    {
        var wanted = 0UL;
        foreach (var (field, _) in figures) wanted |= 1UL << field;
        if (!topic.HasChanged(wanted)) return RejectKind.None;
        Span<(long Mantissa, byte Scale)> values = stackalloc (long, byte)[figures.Length];
        for (var i = 0; i < figures.Length; i++)
        {
            var fault = Read(topic, figures[i].Field, out values[i]);
            if (fault is not RejectKind.None) return fault;
        }

        for (var i = 0; i < figures.Length; i++)
        {
            if (topic[figures[i].Field] is not FyersFields.Absent) topic.Day.Take(topic.Instrument, figures[i].Figure, values[i].Mantissa, values[i].Scale, ticks);
        }

        return RejectKind.None;
    }

    /// <summary>Five levels of both sides; what was never said of one is 0.</summary>
    public static RejectKind TakeDepth(FyersTopic topic, TickBuffer ticks)
    {
        Span<DepthLevel> levels = stackalloc DepthLevel[2 * FyersFields.DepthLevels];
        for (var i = 0; i < FyersFields.DepthLevels; i++)
        {
            var fault = ReadLevel(topic, i, (FyersFields.DepthBid, FyersFields.DepthBidSize, FyersFields.DepthBidOrders), out levels[i]);
            if (fault is RejectKind.None)
                fault = ReadLevel(topic, i, (FyersFields.DepthAsk, FyersFields.DepthAskSize, FyersFields.DepthAskOrders), out levels[FyersFields.DepthLevels + i]);
            if (fault is not RejectKind.None) return fault;
        }

        topic.Depth.Take(topic.Instrument, levels[..FyersFields.DepthLevels], levels[FyersFields.DepthLevels..], ticks);
        return RejectKind.None;
    }

    private static RejectKind ReadLevel(FyersTopic topic, int level, (int Price, int Size, int Orders) at, out DepthLevel read)
    {
        var fault = Read(topic, at.Price + level, out var price);
        read = new DepthLevel(price.Mantissa, price.Scale, Math.Max(0, topic[at.Size + level]), 0, Math.Max(0, topic[at.Orders + level]));
        return fault;
    }

    private static RejectKind Read(FyersTopic topic, int field, out (long Mantissa, byte Scale) value)
    {
        value = default;
        if (topic[field] is FyersFields.Absent) return RejectKind.None;
        var fault = RejectKind.None;
        if (FyersFields.IsPrice(topic.Kind, field)) fault = topic.TryPrice(field, out value.Mantissa, out value.Scale);
        else value.Mantissa = Math.Max(0, topic[field]);   // a number below 0 is none
        return fault is RejectKind.None && value.Mantissa < 0 ? RejectKind.BadNumber : fault;
    }
}
