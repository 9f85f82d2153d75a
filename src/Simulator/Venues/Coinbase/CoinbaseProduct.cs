using System.Globalization;

namespace OrleansTicks.Simulator;

/// <summary>One made-up product: its market, and the texts that Coinbase makes of it.</summary>
internal sealed class CoinbaseProduct
{
    private readonly decimal _open;
    private decimal _low;
    private decimal _high;
    private decimal _volume;

    public CoinbaseProduct(string name, long firstId, Random random, DateTimeOffset now, Func<string, Topic> topicOf)
    {
        Name = name;
        Matches = topicOf($"{name}@matches");
        Ticker = topicOf($"{name}@ticker");
        Heartbeat = topicOf($"{name}@heartbeat");
        (TradeId, Sequence) = (firstId, firstId);
        Price = _open = _low = _high = random.Next(1_000, 8_000_000) / 100m;
        Move(random, now);
    }

    public string Name { get; }

    public Topic Matches { get; }

    public Topic Ticker { get; }

    public Topic Heartbeat { get; }

    public long TradeId { get; private set; }

    public long Sequence { get; private set; }

    public DateTimeOffset Time { get; private set; }

    public decimal Price { get; private set; }

    public decimal Size { get; private set; }

    public decimal Bid { get; private set; }

    public decimal BidSize { get; private set; }

    public decimal Ask { get; private set; }

    public decimal AskSize { get; private set; }

    /// <summary>The maker sold: the aggressor bought.</summary>
    public bool MakerSold { get; private set; }

    /// <summary>One more trade.</summary>
    public void Move(Random random, DateTimeOffset now)
    {
        MakerSold = (random.Next() & 1) == 0;
        Price = Math.Max(1m, Price + (random.Next(-3, 4) / 100m));
        Size = random.Next(1, 500_000_000) / 100_000_000m;
        (Bid, Ask) = MakerSold ? (Price - 0.01m, Price) : (Price, Price + 0.01m);
        (BidSize, AskSize) = (random.Next(1, 900_000_000) / 100_000_000m, random.Next(1, 900_000_000) / 100_000_000m);
        (_low, _high, _volume) = (Math.Min(_low, Price), Math.Max(_high, Price), _volume + Size);
        TradeId++;
        Sequence += random.Next(1, 40);                      // counts orders too, which these channels do not show
        Time = now;
    }

    public string Match(string type, Random random) =>
        $$"""{"type":"{{type}}","trade_id":{{TradeId}},"maker_order_id":"{{Order(random)}}","taker_order_id":"{{Order(random)}}","side":"{{(MakerSold ? "sell" : "buy")}}","size":"{{Text(Size, 8)}}","price":"{{Text(Price, 2)}}","product_id":"{{Name}}","sequence":{{Sequence}},"time":"{{Stamp(Time)}}"}""";

    public string Tick() =>
        $$"""{"type":"ticker","sequence":{{Sequence}},"product_id":"{{Name}}","price":"{{Text(Price, 2)}}","open_24h":"{{Text(_open, 2)}}","volume_24h":"{{Text(_volume, 8)}}","low_24h":"{{Text(_low, 2)}}","high_24h":"{{Text(_high, 2)}}","volume_30d":"{{Text(_volume, 8)}}","best_bid":"{{Text(Bid, 2)}}","best_bid_size":"{{Text(BidSize, 8)}}","best_ask":"{{Text(Ask, 2)}}","best_ask_size":"{{Text(AskSize, 8)}}","side":"{{(MakerSold ? "buy" : "sell")}}","time":"{{Stamp(Time)}}","trade_id":{{TradeId}},"last_size":"{{Text(Size, 8)}}"}""";

    public string Beat(DateTimeOffset now) => Beat(Name, TradeId, Sequence, now);

    public static string Beat(string product, long tradeId, long sequence, DateTimeOffset now) =>
        $$"""{"type":"heartbeat","last_trade_id":{{tradeId}},"product_id":"{{product}}","sequence":{{sequence}},"time":"{{Stamp(now)}}"}""";

    public static string Text(decimal number, int digits) => number.ToString($"F{digits}", CultureInfo.InvariantCulture);

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    private static string Order(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }
}
