namespace OrleansTicks.Feeds;

/// <summary>What a payload or the name of its stream says it is.</summary>
internal enum BinanceTopic : byte
{
    /// <summary>It says nothing.</summary>
    None,
    Trade,
    AggregateTrade,
    BookTicker,
    Shutdown,

    /// <summary>Something that this feed never asks for.</summary>
    Other,
}
