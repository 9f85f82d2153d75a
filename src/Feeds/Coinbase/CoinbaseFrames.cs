using System.Runtime.CompilerServices;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Reads both of Coinbase's public wires: Exchange (<c>type</c>) and Advanced Trade (<c>channel</c> with events).</summary>
/// <param name="symbols">The products.</param>
/// <param name="mode">What was asked for.</param>
/// <param name="makerSide">The side of an Advanced trade is the maker's. Of Exchange it always is.</param>
internal sealed class CoinbaseFrames(SymbolTable symbols, FeedMode mode, bool makerSide) : IFrameParser
{
    private readonly JsonScratch _scratch = new();
    private readonly JsonScratch _inner = new();
    private readonly Dictionary<int, DayChanges> _days = [];
    private long _number = -1;

    public void Carry(StreamPlan plan) => symbols.Add(plan.Instruments);

    [SkipLocalsInit]
    public FrameVerdict Parse(ReadOnlySpan<byte> frame, bool binary, TickBuffer ticks)
    {
        if (binary) return frame.IsEmpty ? new(FrameKind.Heartbeat) : FrameVerdict.Rejected(RejectKind.WrongType);
        Span<JsonValue> outer = stackalloc JsonValue[CoinbaseKeys.Outer.Count];
        scoped var scanner = new JsonScanner(frame, _scratch);
        if (!scanner.IsAtObject()) return FrameVerdict.Rejected(scanner.TryValue(out _) && scanner.TryEnd() ? RejectKind.MissingField : scanner.Fault);
        if (!scanner.TryPick(CoinbaseKeys.Outer, outer) || !scanner.TryEnd()) return FrameVerdict.Rejected(scanner.Fault);
        if (outer[CoinbaseKeys.Channel].Kind is JsonKind.Text) return ReadAdvanced(frame, outer, ticks);
        return outer[CoinbaseKeys.Type].Kind is JsonKind.Text ? ReadExchange(frame, outer, ticks) : FrameVerdict.Rejected(RejectKind.MissingField);
    }

    private FrameVerdict ReadExchange(ReadOnlySpan<byte> frame, ReadOnlySpan<JsonValue> values, TickBuffer ticks)
    {
        var type = JsonRead.Bytes(frame, values[CoinbaseKeys.Type]);
        if (type.SequenceEqual("match"u8) || type.SequenceEqual("last_match"u8)) return Judged(ReadTrade(frame, values, maker: true, ticks), ticks);
        if (type.SequenceEqual("ticker"u8)) return mode is FeedMode.Ticker ? new(FrameKind.NotAsked) : Judged(ReadTicker(frame, values, values[CoinbaseKeys.Time], frame, ticks), ticks);
        if (type.SequenceEqual("subscriptions"u8)) return new(FrameKind.Acknowledged);
        if (type.SequenceEqual("error"u8)) return new(FrameKind.Error);
        return new(type.SequenceEqual("heartbeat"u8) ? FrameKind.Heartbeat : FrameKind.NotAsked);
    }

    private FrameVerdict ReadAdvanced(ReadOnlySpan<byte> frame, ReadOnlySpan<JsonValue> outer, TickBuffer ticks)
    {
        var fault = JsonRead.Id(frame, outer[CoinbaseKeys.SequenceNumber], out var number);
        if (fault is not RejectKind.None) return FrameVerdict.Rejected(fault);
        if (number <= _number) return new(FrameKind.NotAsked);                 // out of order: what came later stands
        var jumped = _number >= 0 && number > _number + 1 ? RejectKind.SequenceJump : RejectKind.None;
        _number = number;
        var channel = JsonRead.Bytes(frame, outer[CoinbaseKeys.Channel]);
        var isTrades = channel.SequenceEqual("market_trades"u8);
        var isTicker = channel.SequenceEqual("ticker"u8);
        if (!isTrades && !(isTicker && mode is not FeedMode.Ticker))
        {
            // Whatever this one is, what was lost before it may have been data.
            if (jumped is not RejectKind.None) return new(FrameKind.Data, jumped);
            return new(channel.SequenceEqual("heartbeats"u8) ? FrameKind.Heartbeat : channel.SequenceEqual("subscriptions"u8) ? FrameKind.Acknowledged : FrameKind.NotAsked);
        }

        var events = outer[CoinbaseKeys.Events];
        if (events.Kind is not JsonKind.Array) return FrameVerdict.Rejected(RejectKind.MissingField);
        fault = ReadEvents(frame, frame.Slice(events.Start, events.Length), isTrades, outer[CoinbaseKeys.Timestamp], ticks);
        if (fault is RejectKind.None) return new(FrameKind.Data, jumped);
        ticks.Clear();
        return FrameVerdict.Rejected(fault);
    }

    private RejectKind ReadEvents(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> events, bool trades, JsonValue timestamp, TickBuffer ticks)
    {
        scoped var scanner = new JsonScanner(events, _scratch);
        scanner.IsAtArray();
        scanner.TryEnterArray();
        Span<JsonValue> lists = stackalloc JsonValue[2];
        for (var begun = false; scanner.TryNextItem(ref begun);)
        {
            if (!scanner.TryPick(CoinbaseKeys.Event, lists)) return scanner.Fault;
            var list = lists[trades ? CoinbaseKeys.Trades : CoinbaseKeys.Tickers];
            if (list.Kind is not JsonKind.Array) return RejectKind.MissingField;
            var fault = ReadItems(frame, events.Slice(list.Start, list.Length), trades, timestamp, ticks);
            if (fault is not RejectKind.None) return fault;
        }

        return scanner.Fault;
    }

    private RejectKind ReadItems(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> items, bool trades, JsonValue timestamp, TickBuffer ticks)
    {
        scoped var scanner = new JsonScanner(items, _inner);
        scanner.IsAtArray();
        scanner.TryEnterArray();
        Span<JsonValue> values = stackalloc JsonValue[CoinbaseKeys.Item.Count];
        var first = ticks.Count;
        for (var begun = false; scanner.TryNextItem(ref begun);)
        {
            if (!scanner.TryPick(CoinbaseKeys.Item, values)) return scanner.Fault;
            RejectKind fault;
            if (trades)
            {
                fault = ReadTrade(items, values, makerSide, ticks);
            }
            else
            {
                fault = ReadTicker(items, values, timestamp, frame, ticks);
            }

            if (fault is not RejectKind.None) return fault;
        }

        // The newest stands first; ticks walk in the order of their making.
        if (trades) Reverse(ticks, first);
        return scanner.Fault;
    }

    private RejectKind ReadTrade(ReadOnlySpan<byte> text, ReadOnlySpan<JsonValue> values, bool maker, TickBuffer ticks)
    {
        ref var tick = ref ticks.Add();
        tick.Kind = TickKind.Trade;
        var fault = ReadSymbol(text, values[CoinbaseKeys.Product], ref tick);
        if (fault is RejectKind.None) fault = JsonRead.Id(text, values[CoinbaseKeys.TradeId], out tick.Identity);
        if (fault is RejectKind.None) fault = JsonRead.Price(text, values[CoinbaseKeys.Price], out tick.Price, out tick.PriceScale);
        if (fault is RejectKind.None) fault = JsonRead.Size(text, values[CoinbaseKeys.Size], out tick.Size, out tick.SizeScale);
        if (fault is RejectKind.None) fault = JsonRead.Time(text, values[CoinbaseKeys.Time], ref tick);
        if (fault is not RejectKind.None) return fault;
        var side = values[CoinbaseKeys.Side];
        var bought = JsonRead.Is(text, side, "buy"u8) || JsonRead.Is(text, side, "BUY"u8);
        if (!bought && !JsonRead.Is(text, side, "sell"u8) && !JsonRead.Is(text, side, "SELL"u8)) return RejectKind.MissingField;
        if (bought == maker) tick.Flags |= TickFlags.BuyerWasMaker;
        return RejectKind.None;
    }

    /// <summary>Best bid and ask, and in full mode what the venue says of the last 24 hours.</summary>
    /// <param name="text">Where the values lie.</param>
    /// <param name="values">Of the ticker.</param>
    /// <param name="time">When it was.</param>
    /// <param name="timeText">Where the time lies.</param>
    /// <param name="ticks">Where rows go.</param>
    private RejectKind ReadTicker(ReadOnlySpan<byte> text, ReadOnlySpan<JsonValue> values, JsonValue time, ReadOnlySpan<byte> timeText, TickBuffer ticks)
    {
        var first = ticks.Count;
        var fault = ReadQuote(text, values, ticks);
        // The first one after subscribing may lack the fields of a trade, its time among them.
        if (fault is RejectKind.None && time.Kind is JsonKind.Text) fault = JsonRead.Time(timeText, time, ref ticks[first]);
        if (fault is not RejectKind.None || mode is not FeedMode.Full) return fault;
        Span<(long Mantissa, byte Scale)> figures = stackalloc (long, byte)[4];
        for (var i = 0; i < figures.Length; i++)
        {
            var value = values[CoinbaseKeys.Open + i];
            if (value.Kind is not (JsonKind.None or JsonKind.Null)) fault = JsonRead.Size(text, value, out figures[i].Mantissa, out figures[i].Scale);
            if (fault is not RejectKind.None) return fault;
        }

        var (instrument, at, flags) = (ticks[first].Instrument, ticks[first].Time, (ushort)(ticks[first].Flags & ~TickFlags.NoSize));
        if (!_days.TryGetValue(instrument, out var day)) _days.Add(instrument, day = new DayChanges());
        day.Take(instrument, DayFigure.Open, figures[0].Mantissa, figures[0].Scale, ticks);
        day.Take(instrument, DayFigure.High, figures[1].Mantissa, figures[1].Scale, ticks);
        day.Take(instrument, DayFigure.Low, figures[2].Mantissa, figures[2].Scale, ticks);
        day.Take(instrument, DayFigure.Volume, figures[3].Mantissa, figures[3].Scale, ticks);
        for (var i = first + 1; i < ticks.Count; i++) (ticks[i].Time, ticks[i].Flags) = (at, flags);
        return RejectKind.None;
    }

    /// <summary>The best bid and ask. Exchange numbers and stamps them; older frames have no sizes.</summary>
    private RejectKind ReadQuote(ReadOnlySpan<byte> text, ReadOnlySpan<JsonValue> values, TickBuffer ticks)
    {
        ref var tick = ref ticks.Add();
        tick.Kind = TickKind.Quote;
        tick.Time = tick.Identity = Tick.None;
        var fault = ReadSymbol(text, values[CoinbaseKeys.Product], ref tick);
        if (fault is RejectKind.None) fault = JsonRead.Size(text, values[CoinbaseKeys.Bid], out tick.Price, out tick.PriceScale);
        if (fault is RejectKind.None) fault = JsonRead.Size(text, values[CoinbaseKeys.Ask], out tick.Ask, out tick.AskScale);
        if (fault is RejectKind.None && values[CoinbaseKeys.BidSize].Kind is not JsonKind.None) fault = JsonRead.Size(text, values[CoinbaseKeys.BidSize], out tick.Size, out tick.SizeScale);
        if (fault is RejectKind.None && values[CoinbaseKeys.AskSize].Kind is not JsonKind.None) fault = JsonRead.Size(text, values[CoinbaseKeys.AskSize], out tick.AskSize, out tick.AskSizeScale);
        if (values[CoinbaseKeys.BidSize].Kind is JsonKind.None) tick.Flags |= TickFlags.NoSize;
        if (fault is RejectKind.None && values[CoinbaseKeys.Sequence].Kind is JsonKind.Number) fault = JsonRead.Id(text, values[CoinbaseKeys.Sequence], out tick.Identity);
        return fault;
    }

    private static void Reverse(TickBuffer ticks, int first)
    {
        for (int a = first, b = ticks.Count - 1; a < b; a++, b--) (ticks[a], ticks[b]) = (ticks[b], ticks[a]);
    }

    private static FrameVerdict Judged(RejectKind fault, TickBuffer ticks)
    {
        if (fault is RejectKind.None) return FrameVerdict.Data;
        ticks.Clear();
        return FrameVerdict.Rejected(fault);
    }

    private RejectKind ReadSymbol(ReadOnlySpan<byte> text, JsonValue value, ref Tick tick)
    {
        if (value.Kind is JsonKind.None or JsonKind.Null) return RejectKind.MissingField;
        tick.Instrument = symbols.Find(JsonRead.Bytes(text, value));
        return tick.Instrument == 0 ? RejectKind.UnknownInstrument : RejectKind.None;
    }
}
