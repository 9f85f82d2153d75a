namespace OrleansTicks.Simulator;

/// <summary>Makes trades and quotes up, and where somebody asks for them days, books and candles (<c>BinanceMaker.Extras.cs</c>): busy and quiet symbols, prices that walk by 0.05. The same seed makes the same ticks; only clock times and the first
/// ids follow the clock.</summary>
internal sealed partial class BinanceMaker : ITickMaker
{
    private const int TickSize = 5;                          // in hundredths
    private readonly Random _random;
    private readonly MadeSymbol[] _symbols;
    private readonly double[] _upTo;
    private readonly HashSet<Topic> _topics;
    private readonly FrameBlockBuilder _block = new();

    /// <param name="symbols">Upper-case names.</param>
    /// <param name="seed">Of the ticks.</param>
    /// <param name="firstId">Ids rise from here: a later run must not repeat the ids of an earlier one, or its ticks would be taken for old ones.</param>
    /// <param name="topicOf">Finds a stream by its name.</param>
    public BinanceMaker(IReadOnlyList<string> symbols, int seed, long firstId, Func<string, Topic> topicOf)
    {
        Symbols = symbols;
        _bookRandom = new Random(seed + 1);
        _firstId = firstId;
        _random = new Random(seed);
        _symbols = [.. symbols.Select(symbol => new MadeSymbol(
            topicOf($"{symbol.ToLowerInvariant()}@trade"),
            topicOf($"{symbol.ToLowerInvariant()}@bookTicker"),
            _random.Next(1_000, 80_000) * (long)TickSize,
            firstId))];
        _topics = [.. _symbols.SelectMany(symbol => new[] { symbol.Trades, symbol.Quotes })];
        var ranks = Enumerable.Range(1, symbols.Count).ToArray();
        _random.Shuffle(ranks);
        var sum = 0.0;
        _upTo = [.. ranks.Select(rank => sum += 1 / Math.Pow(rank, 0.9))];           // like Zipf: the busiest of 250 has about a tenth of all
    }

    public IReadOnlyList<string> Symbols { get; }

    public IReadOnlyCollection<Topic> Topics => _topics;

    public bool Makes(Topic topic) => _topics.Contains(topic);

    /// <summary>The next ticks, stamped with <paramref name="now"/>. One caller at a time.</summary>
    public IReadOnlyList<FrameBlock> Make(int count, DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds();
        var blocks = new List<FrameBlock>(1);
        for (var i = 0; i < count; i++)
        {
            var at = Array.BinarySearch(_upTo, _random.NextDouble() * _upTo[^1]);
            var symbol = _symbols[Math.Min(at < 0 ? ~at : at, _symbols.Length - 1)];
            var step = _random.Next(-2, 3) * TickSize;
            symbol.Price = Math.Max(10 * TickSize, symbol.Price + step);
            if ((_random.Next() & 1) == 0) AddTrade(symbol, time);
            else AddQuote(symbol);
            if (_block.IsFull) blocks.Add(_block.Take());
        }

        AddDue(time, blocks);
        if (_block.Count > 0) blocks.Add(_block.Take());
        return blocks;
    }

    private void AddTrade(MadeSymbol symbol, long time)
    {
        Span<byte> price = stackalloc byte[24], size = stackalloc byte[24];
        price = price[..Write(price, symbol.Price)];
        var traded = _random.Next(1, 400);
        size = size[..WriteWhole(size, traded)];
        var sold = (_random.Next() & 1) == 0;
        var id = ++symbol.TradeId;
        var text = _block.Text;
        var (start, dataStart) = Open(symbol.Trades);
        text.Append("{\"e\":\"trade\",\"E\":"u8).Append(time).Append(",\"s\":\""u8).Append(symbol.Trades.Symbol).Append("\",\"t\":"u8).Append(id)
            .Append(",\"p\":\""u8).Append(price).Append("\",\"q\":\""u8).Append(size).Append("\",\"T\":"u8).Append(time)
            .Append(sold ? ",\"m\":true,\"M\":true}"u8 : ",\"m\":false,\"M\":true}"u8);
        var noteStart = Close(dataStart, out var length);
        TickNote.AppendTrade(text, symbol.Trades, id, price, size, time);
        _block.Add(symbol.Trades, start, dataStart, length, noteStart);
        if (symbol.Extras is { } extras) Take(extras, symbol, time, traded);
    }

    private void AddQuote(MadeSymbol symbol)
    {
        Span<byte> bid = stackalloc byte[24], bidSize = stackalloc byte[24], ask = stackalloc byte[24], askSize = stackalloc byte[24];
        bid = bid[..Write(bid, symbol.Price - (_random.Next(0, 3) * TickSize))];
        ask = ask[..Write(ask, symbol.Price + (_random.Next(1, 4) * TickSize))];
        bidSize = bidSize[..WriteWhole(bidSize, _random.Next(1, 5000))];
        askSize = askSize[..WriteWhole(askSize, _random.Next(1, 5000))];
        var id = symbol.UpdateId += _random.Next(1, 6);
        var text = _block.Text;
        var (start, dataStart) = Open(symbol.Quotes);
        text.Append("{\"u\":"u8).Append(id).Append(",\"s\":\""u8).Append(symbol.Quotes.Symbol)
            .Append("\",\"b\":\""u8).Append(bid).Append("\",\"B\":\""u8).Append(bidSize)
            .Append("\",\"a\":\""u8).Append(ask).Append("\",\"A\":\""u8).Append(askSize).Append("\"}"u8);
        var noteStart = Close(dataStart, out var length);
        TickNote.AppendQuote(text, symbol.Quotes, id, bid, bidSize, ask, askSize);
        _block.Add(symbol.Quotes, start, dataStart, length, noteStart);
    }

    private (int Start, int DataStart) Open(Topic topic)
    {
        var start = _block.Text.Length;
        _block.Text.Append("{\"stream\":\""u8).Append(topic.Name).Append("\",\"data\":"u8);
        return (start, _block.Text.Length);
    }

    private int Close(int dataStart, out int length)
    {
        length = _block.Text.Length - dataStart;
        _block.Text.Append((byte)'}');
        return _block.Text.Length;
    }

    private static int Write(Span<byte> to, long hundredths)
    {
        (hundredths / 100).TryFormat(to, out var written);
        to[written++] = (byte)'.';
        to[written++] = (byte)('0' + (hundredths / 10 % 10));
        to[written++] = (byte)('0' + (hundredths % 10));
        return written;
    }

    private static int WriteWhole(Span<byte> to, long number)
    {
        number.TryFormat(to, out var written);
        return written;
    }

    private sealed class MadeSymbol(Topic trades, Topic quotes, long price, long firstId)
    {
        public Topic Trades => trades;

        public Topic Quotes => quotes;

        /// <summary>In hundredths.</summary>
        public long Price { get; set; } = price;

        public long TradeId { get; set; } = firstId;

        public long UpdateId { get; set; } = firstId;

        /// <summary>What is wanted beside trades and quotes; null while nothing is.</summary>
        public MadeExtras? Extras { get; set; }
    }
}
