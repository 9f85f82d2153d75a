namespace OrleansTicks.Simulator;

/// <summary>Makes Dhan's market up. Where the options name no instruments, any that a client asks for exists: ids are the venue's, and a client has them from
/// its list of instruments.</summary>
internal sealed class DhanMaker : ITickMaker
{
    private readonly Random _random;
    private readonly IReadOnlyDictionary<DhanKey, string> _names;
    private readonly Func<string, Topic> _topicOf;
    private readonly Dictionary<DhanKey, Listed> _byKey = [];
    private readonly List<Listed> _listed = [];
    private readonly HashSet<Topic> _topics = [];
    private readonly FrameBlockBuilder _block = new();

    public DhanMaker(IReadOnlyDictionary<DhanKey, string> names, int seed, Func<string, Topic> topicOf)
    {
        _random = new Random(seed);
        _names = names;
        _topicOf = topicOf;
        Symbols = [.. names.Values];
    }

    public IReadOnlyList<string> Symbols { get; }

    public IReadOnlyCollection<Topic> Topics => _topics;

    public bool Makes(Topic topic) => _topics.Contains(topic);

    public IReadOnlyList<FrameBlock> Make(int count, DateTimeOffset now)
    {
        var blocks = new List<FrameBlock>(1);
        for (var i = 0; i < count && _listed.Count > 0; i++)
        {
            var skew = _random.NextDouble();
            var listed = _listed[(int)(skew * skew * _listed.Count)];        // some busy, many quiet
            listed.Made.Move(_random, now);
            Add(listed);
            if (_block.IsFull) blocks.Add(_block.Take());
        }

        if (_block.Count > 0) blocks.Add(_block.Take());
        return blocks;
    }

    public FrameBlock? Greet(Topic topic, DateTimeOffset now)
    {
        if (!DhanKey.TryRead(topic.Name[..topic.Name.IndexOf('@', StringComparison.Ordinal)], out var key)) return null;
        if (!_byKey.TryGetValue(key, out var listed))
        {
            if (_names.Count > 0 && !_names.ContainsKey(key)) return null;
            listed = new Listed(key, MadeInstrument.New(_random, now), _topicOf($"{key}@ticker"), _topicOf($"{key}@quote"), _topicOf($"{key}@full"));
            _byKey.Add(key, listed);
            _listed.Add(listed);
            _topics.UnionWith([listed.Ticker, listed.Quote, listed.Full]);
        }

        var text = _block.Text;
        var start = text.Length;
        text.Advance(DhanPackets.WritePreviousClose(text.Room(DhanPackets.PreviousCloseSize), key, listed.Made.Close, 0));
        var note = text.Length;
        var said = MadeNote.Begin(text, topic, "previousClose").Price("p", listed.Made.Close);
        if (topic != listed.Ticker) said.DayPrice("previous-close", listed.Made.Close);
        _block.Add(topic, start, start, note - start, note);
        AddPacket(topic, listed);
        return _block.Take();
    }

    private void Add(Listed listed)
    {
        if (listed.Ticker.Wanted) AddPacket(listed.Ticker, listed);
        if (listed.Full.Wanted) AddPacket(listed.Full, listed);
        if (!listed.Quote.Wanted) return;
        AddPacket(listed.Quote, listed);
        if (!DhanSegments.IsDerivative(listed.Key.Segment)) return;
        var text = _block.Text;
        var start = text.Length;
        text.Advance(DhanPackets.WriteOpenInterest(text.Room(DhanPackets.OpenInterestSize), listed.Key, listed.Made.OpenInterest));
        var note = text.Length;
        MadeNote.Begin(text, listed.Quote, "openInterest").DayNumber("open-interest", listed.Made.OpenInterest);
        _block.Add(listed.Quote, start, start, note - start, note);
    }

    /// <summary>The packet of the topic's mode.</summary>
    private void AddPacket(Topic topic, Listed listed)
    {
        var (made, text) = (listed.Made, _block.Text);
        if (topic == listed.Full && listed.Key.Segment == 0) return;         // indices have no full mode
        var start = text.Length;
        var room = text.Room(DhanPackets.FullSize);
        text.Advance(
            topic == listed.Ticker ? DhanPackets.WriteTicker(room, listed.Key, made)
            : topic == listed.Quote ? DhanPackets.WriteQuote(room, listed.Key, made) : DhanPackets.WriteFull(room, listed.Key, made));
        var noteStart = text.Length;
        var note = MadeNote.Begin(text, topic, topic == listed.Ticker ? "lastPrice" : LedgerWords.Trade).Price("p", made.Price).Number("T", made.Time.ToUnixTimeSeconds() * 1000);
        if (topic != listed.Ticker) note.Text("q", made.LastSize).Number("volume", made.Volume).Day(made, openInterest: topic == listed.Full);
        if (topic == listed.Full) note.Price("b", made.Bids[0].Price).Text("B", made.Bids[0].Size).Price("a", made.Asks[0].Price).Text("A", made.Asks[0].Size).Depth(made);
        _block.Add(topic, start, start, noteStart - start, noteStart);
    }

    private sealed record Listed(DhanKey Key, MadeInstrument Made, Topic Ticker, Topic Quote, Topic Full);
}
