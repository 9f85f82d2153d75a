using System.Globalization;

namespace OrleansTicks.Simulator;

/// <summary>Days (<c>@ticker</c>, each second), pictures of the book (<c>@depth5@100ms</c> and the like) and candles (<c>@kline_1m</c>, every 2 s and at their end), from the first
/// subscription on.</summary>
internal sealed partial class BinanceMaker
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private readonly Random _bookRandom;
    private readonly long _firstId;
    private readonly Dictionary<string, MadeSymbol> _byName = [];
    private readonly List<MadeSymbol> _wanted = [];
    private long _lookedAt;

    public TimeSpan Rest => _wanted.Count > 0 ? Pace : TimeSpan.MaxValue;

    /// <summary>Sends nothing; from now on the stream is made.</summary>
    public FrameBlock? Greet(Topic topic, DateTimeOffset now)
    {
        if (_topics.Contains(topic) || topic.Kind is not TopicKind.Other) return null;
        if (_byName.Count == 0)
        {
            foreach (var known in _symbols) _byName[known.Trades.Symbol] = known;
        }

        if (!_byName.TryGetValue(topic.Symbol, out var symbol)) return null;
        var words = topic.KindWord.Split('@');
        var extras = symbol.Extras ?? new MadeExtras(topic.Symbol);
        if (topic.KindWord == "ticker") extras.Day = topic;
        else if (words[0] is "depth5" or "depth10" or "depth20" && extras.Books.Count < extras.BookAt.Length)
            extras.Books.Add((topic, int.Parse(words[0]["depth".Length..], CultureInfo.InvariantCulture), words.Length > 1 && words[1] == "100ms" ? 100 : 1000));
        else if (words[0].StartsWith("kline_", StringComparison.Ordinal) && MadeCandle.Of(topic, words[0]["kline_".Length..]) is { } candle) extras.Candles.Add(candle);
        else return null;
        if (symbol.Extras is null) _wanted.Add(symbol);
        symbol.Extras = extras;
        _topics.Add(topic);
        return null;
    }

    private void Take(MadeExtras extras, MadeSymbol symbol, long time, int size)
    {
        extras.Take(symbol.Price, size);
        foreach (var candle in extras.Candles)
        {
            if (candle.Trades > 0 && time >= candle.End && !candle.IsClosed && candle.Topic.Wanted) AddCandle(candle, symbol, closed: true, time);
            candle.Take(time, symbol.Price, size);
        }
    }

    /// <summary>What is due by the clock. Of days and candles nothing before the first trade.</summary>
    private void AddDue(long time, List<FrameBlock> blocks)
    {
        if (_wanted.Count == 0 || time - _lookedAt < Pace.TotalMilliseconds) return;
        _lookedAt = time;
        foreach (var symbol in _wanted)
        {
            var extras = symbol.Extras!;
            if (extras is { Day.Wanted: true, Trades: > 0 } && time - extras.DayAt >= 1000) AddDay(symbol, extras, time);
            for (var i = 0; i < extras.Books.Count; i++)
            {
                if (!extras.Books[i].Topic.Wanted || time - extras.BookAt[i] < extras.Books[i].Pace) continue;
                extras.BookAt[i] = time;
                AddBook(symbol, extras, extras.Books[i]);
            }

            foreach (var candle in extras.Candles)
            {
                var isDue = time >= candle.End ? !candle.IsClosed : candle.IsChanged && time - candle.SentAt >= 2000;
                if (isDue && candle.Trades > 0 && candle.Topic.Wanted) AddCandle(candle, symbol, closed: time >= candle.End, time);
            }

            if (_block.IsFull) blocks.Add(_block.Take());
        }
    }

    private void AddDay(MadeSymbol symbol, MadeExtras extras, long time)
    {
        extras.DayAt = time;
        Add(extras.Day!, $$"""
            {"e":"24hrTicker","E":{{time}},"s":"{{extras.Symbol}}","p":"{{Price(extras.Close - extras.Open)}}","P":"0.000","w":"{{Price(extras.Turnover / Math.Max(1, extras.Volume))}}","x":"{{Price(extras.Open)}}","c":"{{Price(extras.Close)}}","Q":"1","b":"{{Price(symbol.Price - TickSize)}}","B":"1","a":"{{Price(symbol.Price + TickSize)}}","A":"1","o":"{{Price(extras.Open)}}","h":"{{Price(extras.High)}}","l":"{{Price(extras.Low)}}","v":"{{extras.Volume}}","q":"{{Price(extras.Turnover)}}","O":{{time - 86_400_000}},"C":{{time}},"F":{{_firstId + 1}},"L":{{symbol.TradeId}},"n":{{extras.Trades}}}
            """);
    }

    /// <summary>Of each picture a few sizes are others than before; when the price moves, all levels do.</summary>
    private void AddBook(MadeSymbol symbol, MadeExtras extras, (Topic Topic, int Levels, int Pace) book)
    {
        for (var i = 0; i < 4; i++) extras.Sizes[_bookRandom.Next(2 * book.Levels)] = _bookRandom.Next(1, 900);
        extras.BookId = Math.Max(extras.BookId + 1, _firstId);
        var bids = Enumerable.Range(0, book.Levels).Select(i => $"[\"{Price(Math.Max(TickSize, symbol.Price - ((i + 1) * TickSize)))}\",\"{extras.Sizes[i] + 1}\"]");
        var asks = Enumerable.Range(0, book.Levels).Select(i => $"[\"{Price(symbol.Price + ((i + 1) * TickSize))}\",\"{extras.Sizes[book.Levels + i] + 1}\"]");
        Add(book.Topic, $"{{\"lastUpdateId\":{extras.BookId},\"bids\":[{string.Join(',', bids)}],\"asks\":[{string.Join(',', asks)}]}}");
    }

    private void AddCandle(MadeCandle candle, MadeSymbol symbol, bool closed, long time)
    {
        (candle.SentAt, candle.IsChanged, candle.IsClosed) = (time, false, closed);
        Add(candle.Topic, $$"""
            {"e":"kline","E":{{time}},"s":"{{candle.Topic.Symbol}}","k":{"t":{{candle.Start}},"T":{{candle.End - 1}},"s":"{{candle.Topic.Symbol}}","i":"{{candle.Text}}","f":{{symbol.TradeId}},"L":{{symbol.TradeId}},"o":"{{Price(candle.Open)}}","c":"{{Price(candle.Close)}}","h":"{{Price(candle.High)}}","l":"{{Price(candle.Low)}}","v":"{{candle.Volume}}","n":{{candle.Trades}},"x":{{(closed ? "true" : "false")}},"q":"{{Price(candle.Turnover)}}","V":"0","Q":"0","B":"0"} }
            """);
    }

    private void Add(Topic topic, string payload)
    {
        var text = _block.Text;
        var (start, dataStart) = Open(topic);
        text.Append(payload);
        var noteStart = Close(dataStart, out var length);
        TickNote.Append(text, topic, null);
        BinanceNotes.Append(text, topic, System.Text.Encoding.UTF8.GetBytes(payload));
        _block.Add(topic, start, dataStart, length, noteStart);
    }

    private static string Price(long hundredths) => (hundredths / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
