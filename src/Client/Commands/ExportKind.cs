namespace OrleansTicks.Client;

internal enum ExportKind
{
    /// <summary>Trades, aggregate trades and last prices.</summary>
    Trade,

    /// <summary>Changes of the best bid and ask.</summary>
    Quote,

    /// <summary>The venue's figures of the day.</summary>
    Day,

    /// <summary>Levels of the order book.</summary>
    Depth,

    /// <summary>Candles as the venue makes them.</summary>
    Candle,
}
