namespace OrleansTicks.Feeds;

/// <summary>What one instrument said last on a connection, beside its prices.</summary>
internal sealed class BinanceSeen
{
    public DayChanges Day { get; } = new();

    public DepthChanges Depth => field ??= new DepthChanges(BinanceFrames.MostLevels);
}
