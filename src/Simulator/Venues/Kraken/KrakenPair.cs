using System.Globalization;

namespace OrleansTicks.Simulator;

/// <summary>One made-up pair: its trades and its book, of which clients see the best levels.</summary>
internal sealed class KrakenPair
{
    private const int Kept = 40;
    private readonly decimal _open;
    private decimal _low;
    private decimal _high;
    private decimal _volume;
    private decimal _value;

    public KrakenPair(string name, long firstId, Random random, Func<string, Topic> topicOf)
    {
        Name = name;
        Trades = topicOf($"{name}@trade");
        Ticker = topicOf($"{name}@ticker");
        Books = [topicOf($"{name}@book10"), topicOf($"{name}@book25")];
        TradeId = firstId;
        Price = _open = _low = _high = random.Next(10_000, 900_000) / 10m;
        for (var i = 0; i < Kept; i++)
        {
            Book.Set(bids: true, Price - (0.1m * (i + 1)), Some(random));
            Book.Set(bids: false, Price + (0.1m * (i + 1)), Some(random));
        }

        Trade(random);
    }

    public string Name { get; }

    public Topic Trades { get; }

    public Topic Ticker { get; }

    /// <summary>Depths 10 and 25.</summary>
    public IReadOnlyList<Topic> Books { get; }

    public KrakenBook Book { get; } = new(priceScale: 1, sizeScale: 8);

    public long TradeId { get; private set; }

    public decimal Price { get; private set; }

    public decimal Size { get; private set; }

    /// <summary>The taker bought.</summary>
    public bool Bought { get; private set; }

    public static int DepthOf(Topic book) => book.Name.EndsWith("@book25", StringComparison.Ordinal) ? 25 : 10;

    /// <summary>One more trade, at the best price of one side; not more than lies there.</summary>
    public void Trade(Random random)
    {
        Bought = (random.Next() & 1) == 0;
        var (price, size) = Book.Side(bids: !Bought).First();
        (Price, Size) = (price, Math.Min(size, Some(random)));
        Book.Set(!Bought, price, size - Size);
        Refill(random, !Bought);
        TradeId++;
        (_low, _high, _volume, _value) = (Math.Min(_low, Price), Math.Max(_high, Price), _volume + Size, _value + (Size * Price));
    }

    /// <summary>Somebody changes, adds or takes away an order.</summary>
    public void Order(Random random)
    {
        var bids = (random.Next() & 1) == 0;
        var levels = Book.Side(bids).Take(14).ToList();
        var (price, _) = levels[random.Next(levels.Count)];
        if (random.Next(4) == 0)
        {
            // A new price: inside of the spread where there is room, else next to a level.
            var better = price + (bids ? 0.1m : -0.1m);
            if (Book.Has(!bids, better) || (bids ? better >= Book.Side(bids: false).First().Key : better <= Book.Side(bids: true).First().Key)) return;
            Book.Set(bids, better, Some(random));
        }
        else Book.Set(bids, price, random.Next(3) == 0 ? 0 : Some(random));

        Refill(random, bids);
    }

    public string Item(DateTimeOffset now) =>
        $$"""{"symbol":"{{Name}}","side":"{{(Bought ? "buy" : "sell")}}","price":{{Book.Price(Price)}},"qty":{{Book.Size(Size)}},"ord_type":"{{((TradeId & 3) == 0 ? "limit" : "market")}}","trade_id":{{TradeId}},"timestamp":"{{KrakenFrames.Stamp(now)}}"}""";

    public string Tick()
    {
        var (bid, bidSize) = Book.Side(bids: true).First();
        var (ask, askSize) = Book.Side(bids: false).First();
        var percent = ((Price - _open) / _open * 100).ToString("F2", CultureInfo.InvariantCulture);
        return $$"""{"symbol":"{{Name}}","bid":{{Book.Price(bid)}},"bid_qty":{{Book.Size(bidSize)}},"ask":{{Book.Price(ask)}},"ask_qty":{{Book.Size(askSize)}},"last":{{Book.Price(Price)}},"volume":{{Book.Size(_volume)}},"vwap":{{Book.Price(_value / _volume)}},"low":{{Book.Price(_low)}},"high":{{Book.Price(_high)}},"change":{{Book.Price(Price - _open)}},"change_pct":{{percent}}}""";
    }

    /// <summary>What changed in the best levels, or null: levels that are gone first, as the venue has it; one that only fell out is not told.</summary>
    public string? Changes(int depth, IReadOnlyDictionary<decimal, decimal> bidsBefore, IReadOnlyDictionary<decimal, decimal> asksBefore, DateTimeOffset now)
    {
        var (bids, asks) = (Changes(bids: true, depth, bidsBefore), Changes(bids: false, depth, asksBefore));
        return bids.Count + asks.Count == 0
            ? null
            : $$"""{"symbol":"{{Name}}","bids":{{Book.Levels(bids)}},"asks":{{Book.Levels(asks)}},"checksum":{{Book.Checksum()}},"timestamp":"{{KrakenFrames.Stamp(now)}}"}""";
    }

    private List<KeyValuePair<decimal, decimal>> Changes(bool bids, int depth, IReadOnlyDictionary<decimal, decimal> before) =>
    [
        .. before.Where(level => !Book.Has(bids, level.Key)).Select(level => KeyValuePair.Create(level.Key, 0m)),
        .. Book.Side(bids).Take(depth).Where(level => !before.TryGetValue(level.Key, out var known) || known != level.Value),
    ];

    /// <summary>The book keeps its depth: where the last price lies, further ones follow.</summary>
    private void Refill(Random random, bool bids)
    {
        var side = Book.Side(bids).ToList();
        for (var last = side[^1].Key; side.Count < Kept; side.Add(KeyValuePair.Create(last, 0m)))
        {
            last += bids ? -0.1m : 0.1m;
            if (last <= 0) return;
            Book.Set(bids, last, Some(random));
        }

        if (side.Count > Kept * 2) Book.Trim(Kept);
    }

    private static decimal Some(Random random) => random.Next(1, 900_000_000) / 100_000_000m;
}
