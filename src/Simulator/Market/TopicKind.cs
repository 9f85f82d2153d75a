namespace OrleansTicks.Simulator;

/// <summary>What a stream's frames are; the check follows the first three.</summary>
internal enum TopicKind
{
    Trade,
    AggregateTrade,
    Quote,

    /// <summary>Depth, candles and the like: sent as recorded, not checked.</summary>
    Other,
}
