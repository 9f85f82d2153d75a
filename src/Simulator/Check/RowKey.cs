using OrleansTicks.Core;

namespace OrleansTicks.Simulator;

/// <summary>What a row beside the prices says: by this a stored one is told to be one that was sent.</summary>
internal readonly record struct RowKey(
    int Symbol, TickKind Kind, long Price, byte PriceScale, long Size, byte SizeScale, long Ask, byte AskScale, long AskSize, byte AskSizeScale, long Candle, long Volume)
{
    /// <summary>Of the rows that stand for one another: the newest of a figure, of a level. Candles stand for themselves.</summary>
    public long What => Kind is TickKind.Candle ? 0 : AskSize;

    public static RowKey Of(int symbol, in Tick tick)
    {
        var isCandle = tick.Kind is TickKind.Candle;
        return new(
            symbol, tick.Kind, tick.Price, tick.PriceScale, tick.Size, tick.SizeScale, tick.Ask, tick.AskScale, tick.AskSize, tick.AskSizeScale,
            isCandle ? tick.Time : 0, isCandle ? tick.Identity : 0);
    }
}
