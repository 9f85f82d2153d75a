using System.Text.Json;

namespace OrleansTicks.Simulator;

/// <summary>What must be known of a recorded frame to replay it.</summary>
internal ref struct BinanceFrame
{
    /// <summary>Name of the stream; null where the frame does not tell.</summary>
    public string? Stream;

    /// <summary>The payload inside of the frame.</summary>
    public ReadOnlySpan<byte> Data;

    /// <summary>The frame is <c>{"stream":…,"data":…}</c>, not a bare payload.</summary>
    public bool Wrapped;

    public ReadOnlySpan<byte> Event, Symbol, Price, Size, Bid, BidSize, Ask, AskSize;
    public long? TradeId, AggregateId, UpdateId, Time;

    /// <summary>Reads a frame; false for what is not JSON or belongs to no stream.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, out BinanceFrame frame)
    {
        frame = default;
        try
        {
            frame.ReadWrapper(json);
            if (!frame.Wrapped) frame.Data = json;
            frame.ReadPayload(frame.Data);
        }
        catch (JsonException)
        {
            return false;
        }

        if (frame.Stream is null && !frame.Symbol.IsEmpty) frame.Stream = frame.Derived();
        return frame.Stream is { Length: > 0 };
    }

    private readonly string? Derived()
    {
        var symbol = System.Text.Encoding.UTF8.GetString(Symbol).ToLowerInvariant();
        if (Event.SequenceEqual("trade"u8) && TradeId is not null) return $"{symbol}@trade";
        if (Event.SequenceEqual("aggTrade"u8) && AggregateId is not null) return $"{symbol}@aggTrade";
        return (Event.IsEmpty || Event.SequenceEqual("bookTicker"u8)) && UpdateId is not null && !Bid.IsEmpty ? $"{symbol}@bookTicker" : null;
    }

    private void ReadWrapper(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var stream = reader.ValueTextEquals("stream"u8);
            var data = reader.ValueTextEquals("data"u8);
            reader.Read();
            if (stream && reader.TokenType == JsonTokenType.String) Stream = reader.GetString();
            var start = (int)reader.TokenStartIndex;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            if (data && isObject) Data = json[start..(int)reader.BytesConsumed];
        }

        while (reader.Read()) continue;                      // what stands behind the end is damage
        Wrapped = Stream is not null && !Data.IsEmpty;
        if (!Wrapped) Stream = null;
    }

    private void ReadPayload(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan.Length == 1 ? reader.ValueSpan[0] : (byte)0;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                var text = reader.ValueSpan;
                switch (name)
                {
                    case (byte)'e': Event = text; break;
                    case (byte)'s': Symbol = text; break;
                    case (byte)'p': Price = text; break;
                    case (byte)'q': Size = text; break;
                    case (byte)'b': Bid = text; break;
                    case (byte)'B': BidSize = text; break;
                    case (byte)'a': Ask = text; break;
                    case (byte)'A': AskSize = text; break;
                }
            }
            else if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
            {
                switch (name)
                {
                    case (byte)'t': TradeId = number; break;
                    case (byte)'a': AggregateId = number; break;
                    case (byte)'u': UpdateId = number; break;
                    case (byte)'T': Time = number; break;
                }
            }

            reader.Skip();
        }
    }
}
