using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>The levels of one instrument's book as one connection showed them last, so that only what changed becomes a row: of the first picture all, later what is another.</summary>
/// <param name="levels">How many levels of a side are followed.</param>
internal sealed class DepthChanges(int levels)
{
    private readonly DepthLevel[] _bids = new DepthLevel[levels];
    private readonly DepthLevel[] _asks = new DepthLevel[levels];

    public int Levels => levels;

    /// <summary>Takes a level, 1 = the best: positive for bids, negative for asks.</summary>
    public void Take(int instrument, int level, DepthLevel now, TickBuffer ticks)
    {
        ref var last = ref level > 0 ? ref _bids[level - 1] : ref _asks[-level - 1];
        if (last == now) return;
        last = now;
        ref var tick = ref ticks.Add();
        tick.SetDepth(instrument, level, now.Orders);
        (tick.Price, tick.PriceScale, tick.Size, tick.SizeScale) = (now.Price, now.PriceScale, now.Size, now.SizeScale);
    }

    /// <summary>Both sides of a picture; levels that it lacks are empty.</summary>
    public void Take(int instrument, ReadOnlySpan<DepthLevel> bids, ReadOnlySpan<DepthLevel> asks, TickBuffer ticks)
    {
        for (var i = 0; i < levels; i++)
        {
            Take(instrument, i + 1, i < bids.Length ? bids[i] : default, ticks);
            Take(instrument, -i - 1, i < asks.Length ? asks[i] : default, ticks);
        }
    }
}
