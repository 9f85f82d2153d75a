using System.Globalization;
using System.Text;

namespace OrleansTicks.Simulator;

/// <summary>A book of Kraken: prices and quantities at the pair's fixed decimals.</summary>
/// <param name="priceScale">Decimals of a price.</param>
/// <param name="sizeScale">Decimals of a quantity.</param>
internal sealed class KrakenBook(int priceScale, int sizeScale)
{
    private const int Checked = 10;
    private readonly SortedDictionary<decimal, decimal> _asks = [];
    private readonly SortedDictionary<decimal, decimal> _bids = new(Comparer<decimal>.Create((first, second) => second.CompareTo(first)));

    /// <summary>One side, best first.</summary>
    public IEnumerable<KeyValuePair<decimal, decimal>> Side(bool bids) => bids ? _bids : _asks;

    public bool Has(bool bids, decimal price) => (bids ? _bids : _asks).ContainsKey(price);

    public void Clear()
    {
        _asks.Clear();
        _bids.Clear();
    }

    /// <summary>Sets a level; a quantity of 0 takes it out.</summary>
    public void Set(bool bids, decimal price, decimal size)
    {
        var side = bids ? _bids : _asks;
        if (size == 0) side.Remove(price);
        else side[price] = size;
    }

    /// <summary>What lies deeper falls out, unannounced.</summary>
    public void Trim(int depth)
    {
        foreach (var side in new[] { _bids, _asks })
        {
            foreach (var price in side.Keys.Skip(depth).ToList()) side.Remove(price);
        }
    }

    /// <summary>Of the ten best asks and then the ten best bids, each number without its point and its leading zeros.</summary>
    public uint Checksum()
    {
        var text = new StringBuilder();
        foreach (var (price, size) in _asks.Take(Checked).Concat(_bids.Take(Checked)))
            text.Append(Digits(Price(price))).Append(Digits(Size(size)));
        return KrakenCrc.Of(Encoding.ASCII.GetBytes(text.ToString()));
    }

    public string Price(decimal price) => price.ToString($"F{priceScale}", CultureInfo.InvariantCulture);

    public string Size(decimal size) => size.ToString($"F{sizeScale}", CultureInfo.InvariantCulture);

    /// <summary>Levels as they stand in a message.</summary>
    public string Levels(IEnumerable<KeyValuePair<decimal, decimal>> levels) =>
        $"[{string.Join(',', levels.Select(level => $$"""{"price":{{Price(level.Key)}},"qty":{{Size(level.Value)}}}"""))}]";

    /// <summary>The whole of it as the item of a snapshot.</summary>
    public string Snapshot(string symbol, int depth) =>
        $$"""{"symbol":"{{symbol}}","bids":{{Levels(_bids.Take(depth))}},"asks":{{Levels(_asks.Take(depth))}},"checksum":{{Checksum()}}}""";

    private static string Digits(string number) => number.Replace(".", "", StringComparison.Ordinal).TrimStart('0');
}
