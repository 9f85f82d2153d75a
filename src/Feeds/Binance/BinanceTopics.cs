namespace OrleansTicks.Feeds;

/// <summary>Tells what a payload is, from itself and from the name of its stream.</summary>
internal static class BinanceTopics
{
    /// <summary>The keys of best bid and ask.</summary>
    public static readonly ulong QuoteFields = BinanceFields.SetOf("usbBaA");

    /// <summary>Takes the name of a stream apart: its symbol, and what it carries without the pace behind it (<c>@100ms</c>).</summary>
    public static void Split(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> symbol, out ReadOnlySpan<byte> what)
    {
        if (name.EndsWith("@100ms"u8)) name = name[..^"@100ms".Length];
        else if (name.EndsWith("@1000ms"u8)) name = name[..^"@1000ms".Length];
        var at = name.LastIndexOf((byte)'@');
        what = name[(at + 1)..];
        symbol = at > 0 ? name[..at] : [];
    }

    public static BinanceTopic OfStream(ReadOnlySpan<byte> symbol, ReadOnlySpan<byte> what)
    {
        if (symbol.IsEmpty) return BinanceTopic.Other;
        if (what.SequenceEqual("trade"u8)) return BinanceTopic.Trade;
        if (what.SequenceEqual("bookTicker"u8)) return BinanceTopic.BookTicker;
        if (what.SequenceEqual("aggTrade"u8)) return BinanceTopic.AggregateTrade;
        if (what.SequenceEqual("ticker"u8)) return BinanceTopic.Day;
        if (what.SequenceEqual("depth"u8)) return BinanceTopic.DepthUpdate;
        if (what.StartsWith("kline_"u8)) return BinanceTopic.Candle;
        return what.SequenceEqual("depth5"u8) || what.SequenceEqual("depth10"u8) || what.SequenceEqual("depth20"u8) ? BinanceTopic.Depth : BinanceTopic.Other;
    }

    /// <summary>The event's name says it; best bid and ask have none and are known by their keys, partial depth by its update id.</summary>
    public static BinanceTopic OfPayload(ReadOnlySpan<byte> frame, in BinanceFields fields)
    {
        var name = fields['e'];
        if (name.Kind is JsonKind.Text) return OfEvent(frame.Slice(name.Start, name.Length));
        if (fields.Has('e')) return BinanceTopic.None;
        if (fields.HasAll(QuoteFields)) return BinanceTopic.BookTicker;
        return fields.Has(BinanceKeys.LastUpdateId) ? BinanceTopic.Depth : BinanceTopic.None;
    }

    /// <summary>Streams are named in lower case, payloads in upper case.</summary>
    public static bool IsSameSymbol(ReadOnlySpan<byte> stream, ReadOnlySpan<byte> payload)
    {
        if (stream.Length != payload.Length) return false;
        for (var i = 0; i < stream.Length; i++)
        {
            var (a, b) = (stream[i], payload[i]);
            if (a != b && ((a | 0x20) != (b | 0x20) || !char.IsAsciiLetter((char)a))) return false;
        }

        return true;
    }

    private static BinanceTopic OfEvent(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 when name.SequenceEqual("trade"u8) => BinanceTopic.Trade,
        5 when name.SequenceEqual("kline"u8) => BinanceTopic.Candle,
        8 when name.SequenceEqual("aggTrade"u8) => BinanceTopic.AggregateTrade,
        10 when name.SequenceEqual("bookTicker"u8) => BinanceTopic.BookTicker,
        10 when name.SequenceEqual("24hrTicker"u8) => BinanceTopic.Day,
        11 when name.SequenceEqual("depthUpdate"u8) => BinanceTopic.DepthUpdate,
        14 when name.SequenceEqual("serverShutdown"u8) => BinanceTopic.Shutdown,
        _ => BinanceTopic.Other,
    };
}
