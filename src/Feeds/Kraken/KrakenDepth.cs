using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>The levels of one pair's book as they were last said, so that only those that changed become rows; what is as before is not even shortened.</summary>
/// <param name="depth">Levels of a side.</param>
internal sealed class KrakenDepth(int depth)
{
    private readonly DepthChanges _changes = new(depth);
    private readonly (long Price, long Size)[] _bids = new (long, long)[depth];
    private readonly (long Price, long Size)[] _asks = new (long, long)[depth];
    private (byte Price, byte Size) _scales;

    /// <summary>Takes a book that the checksum proved whole.</summary>
    public void Take(int instrument, KrakenBook book, TickBuffer ticks)
    {
        if (_scales != (book.PriceScale, book.SizeScale))
        {
            // Other decimals: the same number is another mantissa.
            _scales = (book.PriceScale, book.SizeScale);
            Array.Clear(_bids);
            Array.Clear(_asks);
        }

        Take(instrument, book.Bids.Levels, _bids, 1, ticks);
        Take(instrument, book.Asks.Levels, _asks, -1, ticks);
    }

    private void Take(int instrument, List<(long Price, long Size)> levels, (long Price, long Size)[] last, int sign, TickBuffer ticks)
    {
        for (var i = 0; i < depth; i++)
        {
            var now = i < levels.Count ? levels[i] : default;
            if (last[i] == now && now != default) continue;
            last[i] = now;
            var (price, priceScale) = WireDecimals.Shorten(now.Price, _scales.Price);
            var (size, sizeScale) = WireDecimals.Shorten(now.Size, _scales.Size);
            _changes.Take(instrument, sign * (i + 1), new DepthLevel(price, priceScale, size, sizeScale), ticks);
        }
    }
}
