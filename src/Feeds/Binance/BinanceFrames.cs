using System.Runtime.CompilerServices;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Reads the frames of Binance's streams, combined (<c>{"stream":..,"data":{..}}</c>) and bare.</summary>
/// <remarks>
/// The whole frame must be valid JSON before any of it counts, and a stream's name must agree with what it carries. Prices and sizes are plain
/// decimals in text, as the venue writes them; times are milliseconds, microseconds (<c>timeUnit=MICROSECOND</c>) or nanoseconds, told apart by magnitude.
/// </remarks>
/// <param name="symbols">What the stream carries.</param>
/// <param name="mode">What was asked for.</param>
/// <param name="aggregate">Aggregate trades were asked for instead of single ones.</param>
/// <param name="candles">Lengths of candles that were asked for.</param>
/// <param name="depthUpdates">Differences of the whole book were asked for instead of its best levels.</param>
internal sealed partial class BinanceFrames(SymbolTable symbols, FeedMode mode, bool aggregate, IReadOnlyList<CandleInterval> candles, bool depthUpdates) : IFrameParser
{
    private readonly JsonScratch _scratch = new();

    public void Carry(StreamPlan plan) => symbols.Add(plan.Instruments);

    [SkipLocalsInit]
    public FrameVerdict Parse(ReadOnlySpan<byte> frame, bool binary, TickBuffer ticks)
    {
        if (binary) return frame.IsEmpty ? new(FrameKind.Heartbeat) : FrameVerdict.Rejected(RejectKind.WrongType);
        Span<JsonValue> places = stackalloc JsonValue[2 * BinanceKeys.Count];
        var outer = new BinanceFields(places[..BinanceKeys.Count]);
        var inner = new BinanceFields(places[BinanceKeys.Count..]);
        scoped var scanner = new JsonScanner(frame, _scratch);
        if (!scanner.IsAtObject()) return FrameVerdict.Rejected(scanner.TryValue(out _) && scanner.TryEnd() ? RejectKind.MissingField : scanner.Fault);
        if (!TryRead(ref scanner, ref outer, ref inner) || !scanner.TryEnd()) return FrameVerdict.Rejected(scanner.Fault);
        return outer.Has(BinanceKeys.Stream) || outer.Has(BinanceKeys.Data) ? JudgeCombined(frame, outer, inner, ticks) : JudgeBare(frame, outer, ticks);
    }

    /// <summary>Reads an object and, one level down, the object under <c>data</c>.</summary>
    private static bool TryRead(ref JsonScanner scanner, ref BinanceFields fields, ref BinanceFields inner)
    {
        if (!scanner.TryEnter(out var scope)) return false;
        while (scanner.TryNextKey(ref scope, out var key))
        {
            var place = BinanceKeys.PlaceOf(key);
            JsonValue value;
            if (place == BinanceKeys.Data && scanner.IsAtObject())
            {
                if (!TryReadData(ref scanner, ref inner)) return false;
                value = new JsonValue(0, 0, JsonKind.Object);
            }
            else if (!scanner.TryValue(out value))
            {
                return false;
            }

            if (place >= 0) fields.Set(place, value);
        }

        return scanner.Fault is RejectKind.None;
    }

    private static bool TryReadData(ref JsonScanner scanner, ref BinanceFields fields)
    {
        if (!scanner.TryEnter(out var scope)) return false;
        while (scanner.TryNextKey(ref scope, out var key))
        {
            var place = BinanceKeys.PlaceOf(key);
            if (!scanner.TryValue(out var value)) return false;
            if (place >= 0) fields.Set(place, value);
        }

        return scanner.Fault is RejectKind.None;
    }

    private FrameVerdict JudgeCombined(ReadOnlySpan<byte> frame, in BinanceFields outer, in BinanceFields data, TickBuffer ticks)
    {
        var stream = outer[BinanceKeys.Stream];
        var kind = outer[BinanceKeys.Data].Kind;
        if (stream.Kind is not JsonKind.Text || kind is not (JsonKind.Object or JsonKind.Array)) return FrameVerdict.Rejected(RejectKind.MissingField);
        var name = frame.Slice(stream.Start, stream.Length);
        BinanceTopics.Split(name, out var symbol, out var what);
        var named = BinanceTopics.OfStream(symbol, what);
        var said = kind is JsonKind.Object ? BinanceTopics.OfPayload(frame, data) : BinanceTopic.None;
        if (said is BinanceTopic.Shutdown) return new(FrameKind.Goodbye);
        if (named is BinanceTopic.Other)
            return said is BinanceTopic.Other or BinanceTopic.None ? new(FrameKind.NotAsked) : FrameVerdict.Rejected(RejectKind.Malformed);
        if (said is BinanceTopic.None) return FrameVerdict.Rejected(RejectKind.MissingField);
        return said == named ? Read(frame, said, data, symbol, what, ticks) : FrameVerdict.Rejected(RejectKind.Malformed);
    }

    private FrameVerdict JudgeBare(ReadOnlySpan<byte> frame, in BinanceFields fields, TickBuffer ticks) => BinanceTopics.OfPayload(frame, fields) switch
    {
        BinanceTopic.Shutdown => new(FrameKind.Goodbye),
        BinanceTopic.Other => new(FrameKind.NotAsked),
        BinanceTopic.None when fields[BinanceKeys.Code].Kind is JsonKind.Number || fields[BinanceKeys.Error].Kind is JsonKind.Object => new(FrameKind.Error),
        BinanceTopic.None when fields.Has(BinanceKeys.Result) && fields.Has(BinanceKeys.Id) => new(FrameKind.Acknowledged),
        BinanceTopic.None => FrameVerdict.Rejected(RejectKind.MissingField),
        BinanceTopic.Depth => new(FrameKind.NotAsked),       // whose it is, only the name of its stream would say
        var topic => Read(frame, topic, fields, [], [], ticks),
    };

    private FrameVerdict Read(ReadOnlySpan<byte> frame, BinanceTopic topic, in BinanceFields fields, ReadOnlySpan<byte> streamSymbol, ReadOnlySpan<byte> what, TickBuffer ticks)
    {
        if (!IsAsked(topic)) return new(FrameKind.NotAsked);
        if (topic is BinanceTopic.Candle) return ReadCandle(frame, fields, streamSymbol, what.IsEmpty ? what : what["kline_".Length..], ticks);
        if (topic is BinanceTopic.DepthUpdate) return ReadDepthUpdate(frame, fields, streamSymbol, ticks);
        var fault = RejectKind.None;
        if (topic is BinanceTopic.Day or BinanceTopic.Depth)
        {
            fault = topic is BinanceTopic.Day ? ReadDay(frame, fields, streamSymbol, ticks) : ReadDepth(frame, fields, streamSymbol, ticks);
            return fault is RejectKind.None ? FrameVerdict.Data : FrameVerdict.Rejected(fault);
        }

        var tick = default(Tick);
        fault = topic is BinanceTopic.BookTicker ? ReadQuote(frame, fields, streamSymbol, ref tick) : ReadTrade(frame, fields, streamSymbol, ref tick);
        if (fault is not RejectKind.None) return FrameVerdict.Rejected(fault);
        ticks.Add() = tick;
        return FrameVerdict.Data;
    }

    private bool IsAsked(BinanceTopic topic) => topic switch
    {
        BinanceTopic.BookTicker => mode is not FeedMode.Ticker,
        BinanceTopic.Day => mode is FeedMode.Full,
        BinanceTopic.Depth or BinanceTopic.DepthUpdate => mode is FeedMode.Full && (topic is BinanceTopic.DepthUpdate) == depthUpdates,
        BinanceTopic.Candle => candles.Count > 0,
        _ => (topic is BinanceTopic.AggregateTrade) == aggregate,
    };
}
