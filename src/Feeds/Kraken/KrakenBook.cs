using System.Buffers.Text;

namespace OrleansTicks.Feeds;

/// <summary>One pair's book, as deep as it was asked for, and its checksum (kraken.md section 4).</summary>
/// <remarks>The checksum wants each number at the pair's fixed decimals. The venue writes them all; the most that were seen count, so that a text which lost its trailing zeros says the same.</remarks>
internal sealed class KrakenBook(int depth)
{
    private const int InChecksum = 10;

    private readonly KrakenSide _bids = new(descending: true);
    private readonly KrakenSide _asks = new(descending: false);
    private int _priceScale;
    private int _sizeScale;

    public KrakenSide Bids => _bids;

    public KrakenSide Asks => _asks;

    public byte PriceScale => (byte)_priceScale;

    public byte SizeScale => (byte)_sizeScale;

    public void Clear()
    {
        _bids.Levels.Clear();
        _asks.Levels.Clear();
    }

    /// <summary>Sets a level, or removes it at size 0. False when a number is out of range.</summary>
    public bool TrySet(bool bid, long price, int priceScale, long size, int sizeScale)
    {
        if (!TryFit(ref price, priceScale, ref _priceScale, prices: true) || !TryFit(ref size, sizeScale, ref _sizeScale, prices: false)) return false;
        (bid ? _bids : _asks).Set(price, size);
        return true;
    }

    /// <summary>Cuts each side to the depth: what falls out is not announced.</summary>
    public void Trim()
    {
        _bids.Trim(depth);
        _asks.Trim(depth);
    }

    public uint Checksum()
    {
        var crc = Append(Append(Crc32.Start, _asks), _bids);
        return Crc32.End(crc);
    }

    private static uint Append(uint crc, KrakenSide side)
    {
        Span<byte> text = stackalloc byte[20];
        for (var i = 0; i < Math.Min(InChecksum, side.Levels.Count); i++)
        {
            Utf8Formatter.TryFormat(side.Levels[i].Price, text, out var length);
            crc = Crc32.Append(crc, text[..length]);
            Utf8Formatter.TryFormat(side.Levels[i].Size, text, out length);
            crc = Crc32.Append(crc, text[..length]);
        }

        return crc;
    }

    /// <summary>Brings a number to the pair's decimals, or the pair's numbers to more decimals.</summary>
    private bool TryFit(ref long value, int scale, ref int known, bool prices)
    {
        for (; known < scale; known++)
        {
            if (!_bids.TryShift(prices) || !_asks.TryShift(prices)) return false;
        }

        for (; scale < known; scale++)
        {
            if (value > long.MaxValue / 10) return false;
            value *= 10;
        }

        return true;
    }
}
