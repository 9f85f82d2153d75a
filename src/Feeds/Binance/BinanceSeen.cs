namespace OrleansTicks.Feeds;

/// <summary>What one instrument said last on a connection, beside its prices.</summary>
internal sealed class BinanceSeen
{
    public DayChanges Day { get; } = new();

    /// <summary>The last update of the whole book; 0 before the first.</summary>
    public long LastUpdate { get; set; }

    public DepthChanges Depth => field ??= new DepthChanges(BinanceFrames.MostLevels);
}
