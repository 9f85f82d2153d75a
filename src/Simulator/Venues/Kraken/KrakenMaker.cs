using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Simulator;

/// <summary>Makes Kraken's market up: half of it trades, half of it orders that change the book.</summary>
internal sealed class KrakenMaker : ITickMaker
{
    private readonly Random _random;
    private readonly List<KrakenPair> _pairs;
    private readonly Dictionary<Topic, KrakenPair> _byTopic = [];
    private readonly FrameBlockBuilder _block = new();

    public KrakenMaker(IReadOnlyList<string> names, int seed, long firstId, Func<string, Topic> topicOf)
    {
        _random = new Random(seed);
        Symbols = names;
        _pairs = [.. names.Select(name => new KrakenPair(name, firstId, _random, topicOf))];
        foreach (var pair in _pairs)
        {
            foreach (var topic in (Topic[])[pair.Trades, pair.Ticker, .. pair.Books]) _byTopic[topic] = pair;
        }
    }

    public IReadOnlyList<string> Symbols { get; }

    public IReadOnlyCollection<Topic> Topics => _byTopic.Keys;

    public bool Makes(Topic topic) => _byTopic.ContainsKey(topic);

    public IReadOnlyList<FrameBlock> Make(int count, DateTimeOffset now)
    {
        var blocks = new List<FrameBlock>(1);
        for (var i = 0; i < count; i++)
        {
            var skew = _random.NextDouble();
            Move(_pairs[(int)(skew * skew * _pairs.Count)], now);            // some busy, many quiet
            if (_block.IsFull) blocks.Add(_block.Take());
        }

        if (_block.Count > 0) blocks.Add(_block.Take());
        return blocks;
    }

    /// <summary>A ticker and a book begin with how they stand.</summary>
    public FrameBlock? Greet(Topic topic, DateTimeOffset now)
    {
        if (!_byTopic.TryGetValue(topic, out var pair) || topic == pair.Trades) return null;
        if (topic == pair.Ticker) AddTicker(pair, "snapshot");
        else AddBook(topic, "snapshot", pair.Book.Snapshot(pair.Name, KrakenPair.DepthOf(topic)));
        return _block.Take();
    }

    private void Move(KrakenPair pair, DateTimeOffset now)
    {
        var books = pair.Books.Where(book => book.Wanted).Select(book => (Book: book, Bids: Before(pair, book, bids: true), Asks: Before(pair, book, bids: false))).ToList();
        if ((_random.Next() & 1) == 0)
        {
            pair.Trade(_random);
            if (pair.Trades.Wanted) AddTrade(pair, now);
            if (pair.Ticker.Wanted) AddTicker(pair, "update");
        }
        else pair.Order(_random);

        foreach (var (book, bids, asks) in books)
        {
            if (pair.Changes(KrakenPair.DepthOf(book), bids, asks, now) is { } item) AddBook(book, "update", item);
        }
    }

    private static Dictionary<decimal, decimal> Before(KrakenPair pair, Topic book, bool bids) => pair.Book.Side(bids).Take(KrakenPair.DepthOf(book)).ToDictionary();

    private void AddTrade(KrakenPair pair, DateTimeOffset now)
    {
        var at = KrakenFrames.Begin(_block, "trade", "update", Encoding.UTF8.GetBytes(pair.Item(now)));
        var (price, size) = (Encoding.UTF8.GetBytes(pair.Book.Price(pair.Price)), Encoding.UTF8.GetBytes(pair.Book.Size(pair.Size)));
        TickNote.AppendTrade(_block.Text, pair.Trades, pair.TradeId, price, size, TickTime.FromDateTimeOffset(now));
        KrakenFrames.End(_block, pair.Trades, at);
    }

    private void AddTicker(KrakenPair pair, string type)
    {
        var at = KrakenFrames.Begin(_block, "ticker", type, Encoding.UTF8.GetBytes(pair.Tick()));
        MadeNote.Begin(_block.Text, pair.Ticker, "ticker");
        foreach (var (name, text) in ((string, string)[])[("p", pair.Book.Price(pair.Price)), .. Best(pair, bids: true, "b", "B"), .. Best(pair, bids: false, "a", "A")])
            _block.Text.Append(",\""u8).Append(name).Append("\":\""u8).Append(text).Append((byte)'"');
        KrakenFrames.End(_block, pair.Ticker, at);
    }

    private static (string, string)[] Best(KrakenPair pair, bool bids, string price, string size)
    {
        var (best, much) = pair.Book.Side(bids).First();
        return [(price, pair.Book.Price(best)), (size, pair.Book.Size(much))];
    }

    private void AddBook(Topic topic, string type, string item)
    {
        var at = KrakenFrames.Begin(_block, "book", type, Encoding.UTF8.GetBytes(item));
        MadeNote.Begin(_block.Text, topic, "book");
        KrakenFrames.End(_block, topic, at);
    }
}
