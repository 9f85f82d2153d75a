namespace OrleansTicks.Core;

/// <summary>How much of an instrument a stream carries.</summary>
public enum FeedMode
{
    /// <summary>Last trades only (the predecessors' litemode).</summary>
    Ticker,

    /// <summary>Trades and changes of the best bid and ask.</summary>
    Quote,

    /// <summary>All that the venue has: depth, open interest, candles.</summary>
    Full,
}
