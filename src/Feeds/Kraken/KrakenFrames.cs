using System.Runtime.CompilerServices;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Reads Kraken's spot messages of version 2: trades, best bid and ask, and in full mode the book, whose checksum proves it whole.</summary>
internal sealed class KrakenFrames(SymbolTable symbols, FeedMode mode, int depth) : IFrameParser
{
    private readonly JsonScratch _scratch = new();
    private readonly JsonScratch _levels = new();
    private readonly Dictionary<int, KrakenBook> _books = [];
    private readonly Dictionary<int, KrakenDepth> _depths = [];
    private readonly Dictionary<int, DayChanges> _days = [];
    private readonly Queue<ReadOnlyMemory<byte>> _replies = [];

    public void Carry(StreamPlan plan) => symbols.Add(plan.Instruments);

    [SkipLocalsInit]
    public FrameVerdict Parse(ReadOnlySpan<byte> frame, bool binary, TickBuffer ticks)
    {
        if (binary) return frame.IsEmpty ? new(FrameKind.Heartbeat) : FrameVerdict.Rejected(RejectKind.WrongType);
        Span<JsonValue> outer = stackalloc JsonValue[KrakenKeys.Outer.Count];
        scoped var scanner = new JsonScanner(frame, _scratch);
        if (!scanner.IsAtObject())
        {
            var whole = scanner.TryValue(out var value) && scanner.TryEnd();
            // Version 1 writes arrays: a frame of data, but not of this wire.
            return FrameVerdict.Rejected(whole ? value.Kind is JsonKind.Array ? RejectKind.WrongType : RejectKind.MissingField : scanner.Fault);
        }

        if (!scanner.TryPick(KrakenKeys.Outer, outer) || !scanner.TryEnd()) return FrameVerdict.Rejected(scanner.Fault);
        if (outer[KrakenKeys.Channel].Kind is JsonKind.Text) return ReadChannel(frame, outer, ticks);
        if (outer[KrakenKeys.Method].Kind is JsonKind.Text)
        {
            if (JsonRead.Is(frame, outer[KrakenKeys.Method], "pong"u8)) return new(FrameKind.Heartbeat);
            return new(outer[KrakenKeys.Success].Kind switch { JsonKind.True => FrameKind.Acknowledged, JsonKind.False => FrameKind.Error, _ => FrameKind.NotAsked });
        }

        // {"Error":"Exceeded msg rate"}: the only place where the word begins with a capital.
        if (outer[KrakenKeys.BigError].Kind is JsonKind.Text) return new(FrameKind.Refused, RejectKind.None, Reason.RateLimit, KrakenFeed.TooManyMessages);
        return outer[KrakenKeys.Error].Kind is JsonKind.Text ? new(FrameKind.Error) : FrameVerdict.Rejected(RejectKind.MissingField);
    }

    public bool TryTakeReply(out ReadOnlyMemory<byte> reply) => _replies.TryDequeue(out reply);

    private FrameVerdict ReadChannel(ReadOnlySpan<byte> frame, ReadOnlySpan<JsonValue> outer, TickBuffer ticks)
    {
        var channel = JsonRead.Bytes(frame, outer[KrakenKeys.Channel]);
        if (channel.SequenceEqual("heartbeat"u8) || channel.SequenceEqual("status"u8)) return new(FrameKind.Heartbeat);
        var isTrade = channel.SequenceEqual("trade"u8);
        var isTicker = channel.SequenceEqual("ticker"u8);
        var isBook = channel.SequenceEqual("book"u8);
        if (!isTrade && !(isTicker && mode is not FeedMode.Ticker) && !(isBook && mode is FeedMode.Full)) return new(FrameKind.NotAsked);
        var data = outer[KrakenKeys.Data];
        if (data.Kind is not JsonKind.Array) return FrameVerdict.Rejected(RejectKind.MissingField);
        var items = frame.Slice(data.Start, data.Length);
        var snapshot = JsonRead.Is(frame, outer[KrakenKeys.Type], "snapshot"u8);
        scoped var scanner = new JsonScanner(items, _scratch);
        scanner.IsAtArray();
        scanner.TryEnterArray();
        Span<JsonValue> values = stackalloc JsonValue[KrakenKeys.Ticker.Count];
        for (var begun = false; scanner.TryNextItem(ref begun);)
        {
            var keys = isTrade ? KrakenKeys.Trade : isTicker ? KrakenKeys.Ticker : KrakenKeys.Book;
            var fault = scanner.TryPick(keys, values) ? isTrade ? ReadTrade(items, values, ticks) : isTicker ? mode is FeedMode.Full ? ReadDay(items, values, ticks) : ReadTicker(items, values, ticks) : ReadBook(items, values, snapshot, ticks) : scanner.Fault;
            if (fault is RejectKind.None) continue;
            ticks.Clear();
            return FrameVerdict.Rejected(fault);
        }

        return FrameVerdict.Data;
    }

    private RejectKind ReadTrade(ReadOnlySpan<byte> items, ReadOnlySpan<JsonValue> values, TickBuffer ticks)
    {
        ref var tick = ref ticks.Add();
        tick.Kind = TickKind.Trade;
        var fault = ReadSymbol(items, values[KrakenKeys.Symbol], ref tick);
        if (fault is RejectKind.None) fault = JsonRead.Price(items, values[KrakenKeys.Price], out tick.Price, out tick.PriceScale);
        if (fault is RejectKind.None) fault = JsonRead.Size(items, values[KrakenKeys.Size], out tick.Size, out tick.SizeScale);
        if (fault is RejectKind.None) fault = JsonRead.Id(items, values[KrakenKeys.Id], out tick.Identity);
        if (fault is RejectKind.None) fault = JsonRead.Time(items, values[KrakenKeys.Timestamp], ref tick);
        // The side is the taker's: who sells took a resting buyer.
        if (JsonRead.Is(items, values[KrakenKeys.Side], "sell"u8)) tick.Flags |= TickFlags.BuyerWasMaker;
        else if (fault is RejectKind.None && !JsonRead.Is(items, values[KrakenKeys.Side], "buy"u8)) fault = RejectKind.MissingField;
        return fault;
    }

    private RejectKind ReadTicker(ReadOnlySpan<byte> items, ReadOnlySpan<JsonValue> values, TickBuffer ticks)
    {
        ref var tick = ref ticks.Add();
        tick.Kind = TickKind.Quote;
        tick.Identity = tick.Time = Tick.None;
        var fault = ReadSymbol(items, values[KrakenKeys.Symbol], ref tick);
        if (fault is RejectKind.None) fault = JsonRead.Size(items, values[KrakenKeys.Bid], out tick.Price, out tick.PriceScale);
        if (fault is RejectKind.None) fault = JsonRead.Size(items, values[KrakenKeys.BidSize], out tick.Size, out tick.SizeScale);
        if (fault is RejectKind.None) fault = JsonRead.Size(items, values[KrakenKeys.Ask], out tick.Ask, out tick.AskScale);
        if (fault is RejectKind.None) fault = JsonRead.Size(items, values[KrakenKeys.AskSize], out tick.AskSize, out tick.AskSizeScale);
        // Older frames carry no time.
        if (fault is RejectKind.None && values[KrakenKeys.Timestamp].Kind is not (JsonKind.None or JsonKind.Null)) fault = JsonRead.Time(items, values[KrakenKeys.Timestamp], ref tick);
        return fault;
    }

    /// <summary>In full mode the best bid and ask come out of the book, and tickers bring the last 24 hours.</summary>
    private RejectKind ReadDay(ReadOnlySpan<byte> items, ReadOnlySpan<JsonValue> values, TickBuffer ticks)
    {
        var head = default(Tick);
        head.Time = Tick.None;
        var fault = ReadSymbol(items, values[KrakenKeys.Symbol], ref head);
        if (fault is RejectKind.None && values[KrakenKeys.Timestamp].Kind is not (JsonKind.None or JsonKind.Null)) fault = JsonRead.Time(items, values[KrakenKeys.Timestamp], ref head);
        Span<(long Mantissa, byte Scale)> figures = stackalloc (long, byte)[3];
        for (var i = 0; i < figures.Length && fault is RejectKind.None; i++)
        {
            if (values[KrakenKeys.High + i].Kind is not (JsonKind.None or JsonKind.Null)) fault = JsonRead.Size(items, values[KrakenKeys.High + i], out figures[i].Mantissa, out figures[i].Scale);
        }

        if (fault is not RejectKind.None) return fault;
        if (!_days.TryGetValue(head.Instrument, out var day)) _days.Add(head.Instrument, day = new DayChanges());
        var first = ticks.Count;
        day.Take(head.Instrument, DayFigure.High, figures[0].Mantissa, figures[0].Scale, ticks);
        day.Take(head.Instrument, DayFigure.Low, figures[1].Mantissa, figures[1].Scale, ticks);
        day.Take(head.Instrument, DayFigure.Volume, figures[2].Mantissa, figures[2].Scale, ticks);
        for (var i = first; i < ticks.Count; i++) (ticks[i].Time, ticks[i].Flags) = (head.Time, head.Flags);
        return RejectKind.None;
    }

    private RejectKind ReadBook(ReadOnlySpan<byte> items, ReadOnlySpan<JsonValue> values, bool snapshot, TickBuffer ticks)
    {
        var tick = default(Tick);
        var fault = ReadSymbol(items, values[KrakenKeys.Symbol], ref tick);
        if (fault is not RejectKind.None) return fault;
        if (!_books.TryGetValue(tick.Instrument, out var book))
        {
            if (!snapshot) return RejectKind.Checksum;      // an update to a book that was never sent, or was thrown away: it waits for the snapshot
            _books[tick.Instrument] = book = new KrakenBook(depth);
        }

        if (snapshot) book.Clear();
        fault = ReadSide(items, values[KrakenKeys.Bids], book, bid: true);
        if (fault is RejectKind.None) fault = ReadSide(items, values[KrakenKeys.Asks], book, bid: false);
        if (fault is RejectKind.None) fault = JsonRead.Id(items, values[KrakenKeys.Checksum], out var said) is RejectKind.None && Trimmed(book) == said ? RejectKind.None : RejectKind.Checksum;
        if (fault is not RejectKind.None)
        {
            // What the book holds is wrong from here on: it is thrown away and asked for anew.
            _books.Remove(tick.Instrument);
            var symbol = System.Text.Encoding.UTF8.GetString(JsonRead.Bytes(items, values[KrakenKeys.Symbol]));
            _replies.Enqueue(KrakenRequests.Of("unsubscribe", "book", [symbol], depth));
            _replies.Enqueue(KrakenRequests.Of("subscribe", "book", [symbol], depth));
            return fault;
        }

        if (book.Bids.Levels.Count == 0 && book.Asks.Levels.Count == 0) return RejectKind.None;
        tick.Kind = TickKind.Quote;
        tick.Identity = tick.Time = Tick.None;
        if (values[KrakenKeys.Timestamp].Kind is JsonKind.Text) fault = JsonRead.Time(items, values[KrakenKeys.Timestamp], ref tick);
        if (fault is not RejectKind.None) return fault;
        if (book.Bids.Levels.Count > 0) SetPair(book.Bids.Levels[0], book, out tick.Price, out tick.PriceScale, out tick.Size, out tick.SizeScale);
        if (book.Asks.Levels.Count > 0) SetPair(book.Asks.Levels[0], book, out tick.Ask, out tick.AskScale, out tick.AskSize, out tick.AskSizeScale);
        ticks.Add() = tick;
        if (!_depths.TryGetValue(tick.Instrument, out var levels)) _depths.Add(tick.Instrument, levels = new KrakenDepth(depth));
        var first = ticks.Count;
        levels.Take(tick.Instrument, book, ticks);
        for (var i = first; i < ticks.Count; i++) (ticks[i].Time, ticks[i].Flags) = (tick.Time, tick.Flags);
        return RejectKind.None;
    }

    private RejectKind ReadSide(ReadOnlySpan<byte> items, JsonValue side, KrakenBook book, bool bid)
    {
        if (side.Kind is JsonKind.None) return RejectKind.None;
        if (side.Kind is not JsonKind.Array) return RejectKind.MissingField;
        var levels = items.Slice(side.Start, side.Length);
        scoped var scanner = new JsonScanner(levels, _levels);
        scanner.IsAtArray();
        scanner.TryEnterArray();
        Span<JsonValue> values = stackalloc JsonValue[2];
        for (var begun = false; scanner.TryNextItem(ref begun);)
        {
            if (!scanner.TryPick(KrakenKeys.Level, values)) return scanner.Fault;
            var fault = WireDecimals.TryParse(JsonRead.Bytes(levels, values[0]), out var price, out var priceScale);
            if (fault is not RejectKind.None) return fault;
            fault = WireDecimals.TryParse(JsonRead.Bytes(levels, values[1]), out var size, out var sizeScale);
            if (fault is not RejectKind.None) return fault;
            if (!book.TrySet(bid, price, priceScale, size, sizeScale)) return RejectKind.Precision;
        }

        return scanner.Fault;
    }

    private static uint Trimmed(KrakenBook book)
    {
        book.Trim();
        return book.Checksum();
    }

    private static void SetPair((long Price, long Size) level, KrakenBook book, out long price, out byte priceScale, out long size, out byte sizeScale)
    {
        (price, priceScale) = WireDecimals.Shorten(level.Price, book.PriceScale);
        (size, sizeScale) = WireDecimals.Shorten(level.Size, book.SizeScale);
    }

    private RejectKind ReadSymbol(ReadOnlySpan<byte> items, JsonValue value, ref Tick tick)
    {
        if (value.Kind is JsonKind.None or JsonKind.Null) return RejectKind.MissingField;
        tick.Instrument = symbols.Find(JsonRead.Bytes(items, value));
        return tick.Instrument == 0 ? RejectKind.UnknownInstrument : RejectKind.None;
    }
}
