using OrleansTicks.Core;

namespace OrleansTicks.Simulator;

/// <summary>Makes Coinbase's market up: each trade is a match and a ticker; each second has its heartbeats.</summary>
internal sealed class CoinbaseMaker : ITickMaker
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Random _random;
    private readonly List<CoinbaseProduct> _products;
    private readonly Dictionary<Topic, CoinbaseProduct> _byTopic = [];
    private readonly FrameBlockBuilder _block = new();
    private DateTimeOffset _beat;

    public CoinbaseMaker(IReadOnlyList<string> names, int seed, long firstId, Func<string, Topic> topicOf)
    {
        _random = new Random(seed);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(firstId / 1000);
        Symbols = names;
        _products = [.. names.Select(name => new CoinbaseProduct(name, firstId, _random, now, topicOf))];
        foreach (var product in _products) (_byTopic[product.Matches], _byTopic[product.Ticker], _byTopic[product.Heartbeat]) = (product, product, product);
    }

    public IReadOnlyList<string> Symbols { get; }

    public IReadOnlyCollection<Topic> Topics => _byTopic.Keys;

    public TimeSpan Rest => Second;

    public bool Makes(Topic topic) => _byTopic.ContainsKey(topic);

    public IReadOnlyList<FrameBlock> Make(int count, DateTimeOffset now)
    {
        var blocks = new List<FrameBlock>(1);
        for (var i = 0; i < count; i++)
        {
            var skew = _random.NextDouble();
            var product = _products[(int)(skew * skew * _products.Count)];       // some busy, many quiet
            product.Move(_random, now);
            if (product.Matches.Wanted) AddMatch(product, "match");
            if (product.Ticker.Wanted) AddTicker(product);
            if (_block.IsFull) blocks.Add(_block.Take());
        }

        if (now - _beat >= Second) Beat(now);
        if (_block.Count > 0) blocks.Add(_block.Take());
        return blocks;
    }

    /// <summary>A subscriber of matches is told the last one, which is older than its subscription; one of the ticker, how it stands.</summary>
    public FrameBlock? Greet(Topic topic, DateTimeOffset now)
    {
        if (!_byTopic.TryGetValue(topic, out var product) || topic == product.Heartbeat) return null;
        if (topic == product.Matches) AddMatch(product, "last_match");
        else AddTicker(product);
        return _block.Take();
    }

    private void Beat(DateTimeOffset now)
    {
        _beat = now;
        foreach (var product in _products.Where(product => product.Heartbeat.Wanted))
        {
            var (start, note) = Put(product.Beat(now));
            MadeNote.Begin(_block.Text, product.Heartbeat, "heartbeat");
            _block.Add(product.Heartbeat, start, start, note - start, note);
        }
    }

    private void AddMatch(CoinbaseProduct product, string type)
    {
        var (start, note) = Put(product.Match(type, _random));
        AppendTrade(product);
        _block.Add(product.Matches, start, start, note - start, note);
    }

    private void AppendTrade(CoinbaseProduct product)
    {
        Span<byte> price = stackalloc byte[40], size = stackalloc byte[40];
        product.Price.TryFormat(price, out var priceLength, "F2", null);
        product.Size.TryFormat(size, out var sizeLength, "F8", null);
        TickNote.AppendTrade(_block.Text, product.Matches, product.TradeId, price[..priceLength], size[..sizeLength], TickTime.FromDateTimeOffset(product.Time));
    }

    private void AddTicker(CoinbaseProduct product)
    {
        var (start, note) = Put(product.Tick());
        TickNote.Append(_block.Text, product.Ticker, product.Sequence);
        foreach (var (name, value, digits) in new[] { ("b", product.Bid, 2), ("B", product.BidSize, 8), ("a", product.Ask, 2), ("A", product.AskSize, 8) })
            _block.Text.Append(",\""u8).Append(name).Append("\":\""u8).Append(CoinbaseProduct.Text(value, digits)).Append((byte)'"');
        _block.Add(product.Ticker, start, start, note - start, note);
    }

    private (int Start, int End) Put(string json)
    {
        var start = _block.Text.Length;
        _block.Text.Append(json);
        return (start, _block.Text.Length);
    }
}
