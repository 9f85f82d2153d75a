using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>From the fields of a payload to rows beside the prices: figures of the day, levels of the book, candles. First all is read, then all is taken.</summary>
internal sealed partial class BinanceFrames
{
    /// <summary>The deepest partial book that the venue has.</summary>
    public const int MostLevels = 20;

    private static readonly ulong DayFields = BinanceFields.SetOf("Esohlcvqx");
    private static readonly ulong UpdateFields = BinanceFields.SetOf("EsUuba");
    private static readonly (char Letter, DayFigure Figure)[] Figures =
    [
        ('o', DayFigure.Open), ('h', DayFigure.High), ('l', DayFigure.Low), ('c', DayFigure.Close), ('x', DayFigure.PreviousClose), ('v', DayFigure.Volume), ('q', DayFigure.Turnover),
    ];

    private static readonly JsonKeys CandleKeys = new("t", "s", "i", "o", "h", "l", "c", "v", "x");

    private readonly Dictionary<int, BinanceSeen> _seen = [];
    private readonly JsonScratch _nested = new();

    private RejectKind ReadDay(ReadOnlySpan<byte> frame, in BinanceFields fields, ReadOnlySpan<byte> streamSymbol, TickBuffer ticks)
    {
        if (!fields.HasAll(DayFields)) return RejectKind.MissingField;
        var head = default(Tick);
        var fault = ReadSymbol(frame, fields, streamSymbol, ref head);
        if (fault is RejectKind.None) fault = ReadTime(frame, fields['E'], ref head);
        Span<(long Mantissa, byte Scale)> values = stackalloc (long, byte)[Figures.Length];
        for (var i = 0; i < Figures.Length && fault is RejectKind.None; i++)
        {
            fault = ReadDecimal(frame, fields[Figures[i].Letter], out values[i].Mantissa, out values[i].Scale);
            if (fault is RejectKind.None && values[i].Mantissa < 0) fault = RejectKind.BadNumber;
        }

        if (fault is not RejectKind.None) return fault;
        var (day, first) = (SeenOf(head.Instrument).Day, ticks.Count);
        for (var i = 0; i < Figures.Length; i++) day.Take(head.Instrument, Figures[i].Figure, values[i].Mantissa, values[i].Scale, ticks);
        for (var i = first; i < ticks.Count; i++) (ticks[i].Time, ticks[i].Flags) = (head.Time, head.Flags);
        return RejectKind.None;
    }

    /// <summary>A picture of the best levels. It names no symbol: its stream does.</summary>
    private RejectKind ReadDepth(ReadOnlySpan<byte> frame, in BinanceFields fields, ReadOnlySpan<byte> streamSymbol, TickBuffer ticks)
    {
        JsonValue bids = fields[BinanceKeys.Bids], asks = fields[BinanceKeys.Asks];
        if (bids.Kind is not JsonKind.Array || asks.Kind is not JsonKind.Array) return RejectKind.MissingField;
        Span<byte> symbol = stackalloc byte[64];
        if (streamSymbol.Length > symbol.Length || System.Text.Ascii.ToUpper(streamSymbol, symbol, out var length) is not System.Buffers.OperationStatus.Done) return RejectKind.UnknownInstrument;
        var instrument = symbols.Find(symbol[..length]);
        if (instrument == 0) return RejectKind.UnknownInstrument;
        Span<DepthLevel> levels = stackalloc DepthLevel[2 * MostLevels];
        var fault = ReadLevels(frame, bids, levels[..MostLevels], out var bidCount);
        if (fault is not RejectKind.None || (fault = ReadLevels(frame, asks, levels[MostLevels..], out var askCount)) is not RejectKind.None) return fault;
        SeenOf(instrument).Depth.Take(instrument, levels[..bidCount], levels.Slice(MostLevels, askCount), ticks);
        return RejectKind.None;
    }

    /// <summary>Differences of the whole book. Their numbers join without a hole; where they do not, what lay between never came.</summary>
    private FrameVerdict ReadDepthUpdate(ReadOnlySpan<byte> frame, in BinanceFields fields, ReadOnlySpan<byte> streamSymbol, TickBuffer ticks)
    {
        if (!fields.HasAll(UpdateFields)) return FrameVerdict.Rejected(RejectKind.MissingField);
        var (head, from, first) = (default(Tick), default(Tick), ticks.Count);
        var fault = ReadSymbol(frame, fields, streamSymbol, ref head);
        if (fault is RejectKind.None) fault = ReadTime(frame, fields['E'], ref head);
        if (fault is RejectKind.None) fault = ReadId(frame, fields['u'], ref head);
        if (fault is RejectKind.None) fault = ReadId(frame, fields['U'], ref from);
        if (fault is RejectKind.None && from.Identity > head.Identity) fault = RejectKind.BadId;
        if (fault is RejectKind.None) fault = AddLevels(frame, fields['b'], head, TickRows.ByPrice, ticks);
        if (fault is RejectKind.None) fault = AddLevels(frame, fields['a'], head, -TickRows.ByPrice, ticks);
        if (fault is not RejectKind.None)
        {
            ticks.Truncate(first);
            return FrameVerdict.Rejected(fault);
        }

        var seen = SeenOf(head.Instrument);
        var jumped = seen.LastUpdate > 0 && from.Identity > seen.LastUpdate + 1;
        if (head.Identity <= seen.LastUpdate) ticks.Truncate(first);           // said before
        else seen.LastUpdate = head.Identity;
        return new(FrameKind.Data, jumped ? RejectKind.SequenceJump : RejectKind.None);
    }

    private RejectKind AddLevels(ReadOnlySpan<byte> frame, JsonValue side, in Tick head, int level, TickBuffer ticks)
    {
        if (side.Kind is not JsonKind.Array) return RejectKind.MissingField;
        var text = frame.Slice(side.Start, side.Length);
        scoped var scanner = new JsonScanner(text, _nested);
        if (!scanner.IsAtArray() || !scanner.TryEnterArray()) return RejectKind.MissingField;
        for (var begun = false; scanner.TryNextItem(ref begun);)
        {
            var fault = ReadLevel(ref scanner, text, out var read);
            if (fault is not RejectKind.None) return fault;
            ref var tick = ref ticks.Add();
            tick.SetDepth(head.Instrument, level, 0);
            (tick.Time, tick.Flags) = (head.Time, head.Flags);
            (tick.Price, tick.PriceScale, tick.Size, tick.SizeScale) = (read.Price, read.PriceScale, read.Size, read.SizeScale);
        }

        return scanner.Fault;
    }

    private RejectKind ReadLevels(ReadOnlySpan<byte> frame, JsonValue side, Span<DepthLevel> levels, out int count)
    {
        count = 0;
        var text = frame.Slice(side.Start, side.Length);
        scoped var scanner = new JsonScanner(text, _nested);
        if (!scanner.IsAtArray() || !scanner.TryEnterArray()) return RejectKind.MissingField;
        for (var begun = false; scanner.TryNextItem(ref begun);)
        {
            if (count == levels.Length) return RejectKind.Malformed;
            var fault = ReadLevel(ref scanner, text, out levels[count++]);
            if (fault is not RejectKind.None) return fault;
        }

        return scanner.Fault;
    }

    /// <summary>Price and size, whatever stands behind them.</summary>
    private RejectKind ReadLevel(ref JsonScanner scanner, ReadOnlySpan<byte> text, out DepthLevel level)
    {
        level = default;
        if (!scanner.IsAtArray() || !scanner.TryEnterArray()) return RejectKind.MissingField;
        JsonValue price = default, size = default;
        var items = 0;
        for (var within = false; scanner.TryNextItem(ref within); items++)
        {
            if (!scanner.TryValue(out var value)) return scanner.Fault;
            if (items == 0) price = value;
            if (items == 1) size = value;
        }

        if (scanner.Fault is not RejectKind.None) return scanner.Fault;
        if (items < 2) return RejectKind.MissingField;
        var fault = ReadDecimal(text, price, out var priceMantissa, out var priceScale);
        if (fault is not RejectKind.None || (fault = ReadDecimal(text, size, out var sizeMantissa, out var sizeScale)) is not RejectKind.None) return fault;
        level = new DepthLevel(priceMantissa, priceScale, sizeMantissa, sizeScale);
        return IsSide(priceMantissa, sizeMantissa) ? RejectKind.None : RejectKind.BadNumber;
    }

    /// <summary>A candle, as long as was asked for; another length is none of ours.</summary>
    private FrameVerdict ReadCandle(ReadOnlySpan<byte> frame, in BinanceFields fields, ReadOnlySpan<byte> streamSymbol, ReadOnlySpan<byte> streamLength, TickBuffer ticks)
    {
        var candle = fields['k'];
        if (candle.Kind is not JsonKind.Object) return FrameVerdict.Rejected(RejectKind.MissingField);
        var text = frame.Slice(candle.Start, candle.Length);
        scoped var scanner = new JsonScanner(text, _nested);
        Span<JsonValue> values = stackalloc JsonValue[CandleKeys.Count];
        if (!scanner.TryPick(CandleKeys, values)) return FrameVerdict.Rejected(scanner.Fault);
        var length = Text(text, values[2]);
        if (!streamLength.IsEmpty && !streamLength.SequenceEqual(length)) return FrameVerdict.Rejected(RejectKind.Malformed);
        if (!CandleIntervals.TryParse(length, out var interval)) return FrameVerdict.Rejected(RejectKind.MissingField);
        if (!candles.Contains(interval)) return new(FrameKind.NotAsked);
        var tick = default(Tick);
        var fault = ReadSymbol(frame, fields, streamSymbol, ref tick);
        if (fault is RejectKind.None) fault = ReadTime(text, values[0], ref tick);
        Span<(long Mantissa, byte Scale)> numbers = stackalloc (long, byte)[5];
        for (var i = 0; i < numbers.Length && fault is RejectKind.None; i++)
        {
            fault = ReadDecimal(text, values[3 + i], out numbers[i].Mantissa, out numbers[i].Scale);
            if (fault is RejectKind.None && numbers[i].Mantissa < 0) fault = RejectKind.BadNumber;
        }

        if (fault is RejectKind.None && values[8].Kind is not (JsonKind.True or JsonKind.False)) fault = RejectKind.MissingField;
        if (fault is not RejectKind.None) return FrameVerdict.Rejected(fault);
        tick.SetCandle(tick.Instrument, interval, values[8].Kind is JsonKind.True);
        (tick.Identity, tick.SizeScale) = numbers[4];
        tick.PriceScale = Math.Max(Math.Max(numbers[0].Scale, numbers[1].Scale), Math.Max(numbers[2].Scale, numbers[3].Scale));
        if (!TryScale(numbers[0], tick.PriceScale, out tick.Price) || !TryScale(numbers[1], tick.PriceScale, out tick.Size)
            || !TryScale(numbers[2], tick.PriceScale, out tick.Ask) || !TryScale(numbers[3], tick.PriceScale, out tick.AskSize)) return FrameVerdict.Rejected(RejectKind.Precision);
        ticks.Add() = tick;
        return FrameVerdict.Data;
    }

    private static bool TryScale((long Mantissa, byte Scale) number, byte scale, out long mantissa)
    {
        mantissa = number.Mantissa;
        for (var i = number.Scale; i < scale; i++)
        {
            if (mantissa > long.MaxValue / 10) return false;
            mantissa *= 10;
        }

        return true;
    }

    private static RejectKind ReadTime(ReadOnlySpan<byte> text, JsonValue time, ref Tick tick) =>
        time.Kind is JsonKind.Number && Integers.TryParse(text.Slice(time.Start, time.Length), out var value) && VenueTime.TryByMagnitude(value, out tick.Time, out tick.Flags)
            ? RejectKind.None : RejectKind.BadTime;

    private BinanceSeen SeenOf(int instrument)
    {
        if (!_seen.TryGetValue(instrument, out var seen)) _seen.Add(instrument, seen = new BinanceSeen());
        return seen;
    }
}
