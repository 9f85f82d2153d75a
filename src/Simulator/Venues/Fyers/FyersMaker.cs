using System.Buffers.Binary;

namespace OrleansTicks.Simulator;

/// <summary>Makes the Fyers market up. A frame holds all values of its topic; what of them is sent, each connection knows for itself.</summary>
internal sealed class FyersMaker : ITickMaker
{
    private readonly Random _random;
    private readonly List<Listed> _listed;
    private readonly Dictionary<Topic, Listed> _byTopic = [];
    private readonly FrameBlockBuilder _block = new();

    public FyersMaker(IReadOnlyList<FyersInstrument> instruments, int seed, DateTimeOffset now, Func<string, Topic> topicOf)
    {
        _random = new Random(seed);
        _listed = [.. instruments.Select(instrument => new Listed(
            instrument, MadeInstrument.New(_random, now), topicOf(instrument.MainTopic), instrument.Index is null ? topicOf(instrument.DepthTopic) : null))];
        foreach (var listed in _listed)
        {
            _byTopic[listed.Main] = listed;
            if (listed.Depth is { } depth) _byTopic[depth] = listed;
        }

        Symbols = [.. instruments.Select(instrument => instrument.Symbol)];
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
            var listed = _listed[(int)(skew * skew * _listed.Count)];        // some busy, many quiet
            listed.Made.Move(_random, now);
            if (listed.Main.Wanted) Add(listed.Main, listed);
            if (listed.Depth is { Wanted: true } depth) Add(depth, listed);
            if (_block.IsFull) blocks.Add(_block.Take());
        }

        if (_block.Count > 0) blocks.Add(_block.Take());
        return blocks;
    }

    public FrameBlock? Greet(Topic topic, DateTimeOffset now)
    {
        if (!_byTopic.TryGetValue(topic, out var listed)) return null;
        Add(topic, listed);
        return _block.Take();
    }

    private void Add(Topic topic, Listed listed)
    {
        var (text, made) = (_block.Text, listed.Made);
        var start = text.Length;
        foreach (var value in topic == listed.Depth ? Depth(made) : listed.Instrument.Index is null ? Scrip(made, listed.Instrument.IsDerivative) : Index(made))
        {
            BinaryPrimitives.WriteInt32BigEndian(text.Room(4), (int)value);
            text.Advance(4);
        }

        var noteStart = text.Length;
        var note = MadeNote.Begin(text, topic, topic == listed.Depth ? "depth" : listed.Instrument.Index is null ? LedgerWords.Trade : "lastPrice");
        if (topic == listed.Main)
        {
            note.Price("p", made.Price).Number("T", made.Time.ToUnixTimeSeconds() * 1000)
                .FyersDay(made, listed.Instrument.Index is not null, listed.Instrument.IsDerivative);
        }
        else
        {
            note.Depth(made);
        }

        if (listed.Depth is not null)
        {
            if (topic == listed.Main) note.Text("q", made.LastSize).Number("volume", made.Volume);
            note.Price("b", made.Bids[0].Price).Text("B", made.Bids[0].Size).Price("a", made.Asks[0].Price).Text("A", made.Asks[0].Size);
        }

        _block.Add(topic, start, start, noteStart - start, noteStart);
    }

    private static long[] Scrip(MadeInstrument made, bool derivative)
    {
        var seconds = made.Time.ToUnixTimeSeconds();
        return
        [
            made.Price, made.Volume, seconds, seconds, made.Bids[0].Size, made.Asks[0].Size, made.Bids[0].Price, made.Asks[0].Price, made.LastSize,
            made.TotalBuy, made.TotalSell, made.Average, derivative ? made.OpenInterest : FyersFrames.Absent, made.Low, made.High,
            FyersFrames.Absent, FyersFrames.Absent, made.Close * 9 / 10, made.Close * 11 / 10, made.Open, made.Close,
        ];
    }

    private static long[] Index(MadeInstrument made) => [made.Price, made.Close, made.Time.ToUnixTimeSeconds(), made.High, made.Low, made.Open];

    private static IEnumerable<long> Depth(MadeInstrument made) =>
    [
        .. made.Bids.Select(level => level.Price), .. made.Asks.Select(level => level.Price),
        .. made.Bids.Select(level => (long)level.Size), .. made.Asks.Select(level => (long)level.Size),
        .. made.Bids.Select(level => (long)level.Orders), .. made.Asks.Select(level => (long)level.Orders),
    ];

    private sealed record Listed(FyersInstrument Instrument, MadeInstrument Made, Topic Main, Topic? Depth);
}
