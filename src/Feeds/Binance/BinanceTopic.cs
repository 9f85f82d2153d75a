namespace OrleansTicks.Feeds;

/// <summary>What a payload or the name of its stream says it is.</summary>
internal enum BinanceTopic : byte
{
    /// <summary>It says nothing.</summary>
    None,
    Trade,
    AggregateTrade,
    BookTicker,

    /// <summary>Figures of the last 24 hours.</summary>
    Day,

    /// <summary>A picture of the best 5, 10 or 20 levels.</summary>
    Depth,

    /// <summary>Differences of the whole book.</summary>
    DepthUpdate,
    Candle,
    Shutdown,

    /// <summary>Something that this feed never asks for.</summary>
    Other,
}
