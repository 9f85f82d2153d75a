using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>From the fields of a payload to a tick.</summary>
internal sealed partial class BinanceFrames
{
    private static readonly ulong TradeFields = BinanceFields.SetOf("stpqTm");
    private static readonly ulong AggregateFields = BinanceFields.SetOf("sapqTm");

    private RejectKind ReadTrade(ReadOnlySpan<byte> frame, in BinanceFields fields, ReadOnlySpan<byte> streamSymbol, ref Tick tick)
    {
        if (!fields.HasAll(aggregate ? AggregateFields : TradeFields)) return RejectKind.MissingField;
        tick.Kind = aggregate ? TickKind.AggregateTrade : TickKind.Trade;
        var fault = ReadSymbol(frame, fields, streamSymbol, ref tick);
        if (fault is RejectKind.None) fault = ReadId(frame, fields[aggregate ? 'a' : 't'], ref tick);
        if (fault is RejectKind.None) fault = ReadDecimal(frame, fields['p'], out tick.Price, out tick.PriceScale);
        if (fault is RejectKind.None && tick.Price <= 0) fault = RejectKind.BadNumber;
        if (fault is RejectKind.None) fault = ReadDecimal(frame, fields['q'], out tick.Size, out tick.SizeScale);
        if (fault is RejectKind.None && tick.Size < 0) fault = RejectKind.BadNumber;
        if (fault is not RejectKind.None) return fault;
        var time = fields['T'];
        if (time.Kind is not JsonKind.Number || !Integers.TryParse(frame.Slice(time.Start, time.Length), out var value)) return RejectKind.BadTime;
        if (!VenueTime.TryByMagnitude(value, out tick.Time, out tick.Flags)) return RejectKind.BadTime;
        switch (fields['m'].Kind)
        {
            case JsonKind.True: tick.Flags |= TickFlags.BuyerWasMaker; return RejectKind.None;
            case JsonKind.False: return RejectKind.None;
            default: return RejectKind.MissingField;
        }
    }

    /// <summary>An empty side of the book is price 0 with size 0; a price of 0 with a size is nonsense.</summary>
    private RejectKind ReadQuote(ReadOnlySpan<byte> frame, in BinanceFields fields, ReadOnlySpan<byte> streamSymbol, ref Tick tick)
    {
        if (!fields.HasAll(BinanceTopics.QuoteFields)) return RejectKind.MissingField;
        tick.Kind = TickKind.Quote;
        tick.Time = Tick.None;
        var fault = ReadSymbol(frame, fields, streamSymbol, ref tick);
        if (fault is RejectKind.None) fault = ReadId(frame, fields['u'], ref tick);
        if (fault is RejectKind.None) fault = ReadDecimal(frame, fields['b'], out tick.Price, out tick.PriceScale);
        if (fault is RejectKind.None) fault = ReadDecimal(frame, fields['B'], out tick.Size, out tick.SizeScale);
        if (fault is RejectKind.None) fault = ReadDecimal(frame, fields['a'], out tick.Ask, out tick.AskScale);
        if (fault is RejectKind.None) fault = ReadDecimal(frame, fields['A'], out tick.AskSize, out tick.AskSizeScale);
        if (fault is not RejectKind.None) return fault;
        return IsSide(tick.Price, tick.Size) && IsSide(tick.Ask, tick.AskSize) ? RejectKind.None : RejectKind.BadNumber;
    }

    private static bool IsSide(long price, long size) => size >= 0 && (price > 0 || (price == 0 && size == 0));

    private RejectKind ReadSymbol(ReadOnlySpan<byte> frame, in BinanceFields fields, ReadOnlySpan<byte> streamSymbol, ref Tick tick)
    {
        var symbol = Text(frame, fields['s']);
        tick.Instrument = symbols.Find(symbol);
        if (tick.Instrument == 0) return RejectKind.UnknownInstrument;
        return streamSymbol.IsEmpty || BinanceTopics.IsSameSymbol(streamSymbol, symbol) ? RejectKind.None : RejectKind.Malformed;
    }

    private static RejectKind ReadId(ReadOnlySpan<byte> frame, JsonValue value, ref Tick tick) =>
        value.Kind is JsonKind.Number && Integers.TryParse(frame.Slice(value.Start, value.Length), out tick.Identity) ? RejectKind.None : RejectKind.BadId;

    private RejectKind ReadDecimal(ReadOnlySpan<byte> frame, JsonValue value, out long mantissa, out byte scale)
    {
        (mantissa, scale) = (0, 0);
        if (!value.IsText) return RejectKind.BadNumber;
        var text = Text(frame, value);
        var fault = Decimals.TryParse(text, out mantissa, out scale);
        // An exponent is a number to FixedPoint, but nothing that this venue writes.
        return fault is RejectKind.None && text.ContainsAny((byte)'e', (byte)'E') ? RejectKind.BadNumber : fault;
    }

    private ReadOnlySpan<byte> Text(ReadOnlySpan<byte> frame, JsonValue value) => value.Kind switch
    {
        JsonKind.Text => frame.Slice(value.Start, value.Length),
        JsonKind.EscapedText => _scratch.Unescape(frame.Slice(value.Start, value.Length)),
        _ => [],
    };
}
