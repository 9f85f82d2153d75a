using System.Globalization;
using System.Text;
using System.Text.Json;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

/// <summary>The same frames, read by a JSON reader that shares no line with ours, and compared value by value.</summary>
internal static class Oracle
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };
    private static readonly UTF8Encoding StrictText = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Parses, or throws; texts are proved to be UTF-8 without lone surrogates.</summary>
    public static JsonDocument Read(ReadOnlySpan<byte> frame)
    {
        StrictText.GetCharCount(frame);
        var document = JsonDocument.Parse(frame.ToArray(), Strict);
        Prove(document.RootElement);
        return document;
    }

    public static bool IsStrictJson(ReadOnlySpan<byte> frame)
    {
        try
        {
            Read(frame).Dispose();
            return true;
        }
        catch (Exception e) when (e is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            return false;
        }
    }

    public static void AssertBinance(ReadOnlySpan<byte> frame, in Tick tick, IReadOnlyList<string> symbols)
    {
        using var document = Read(frame);
        var data = document.RootElement.TryGetProperty("data", out var inner) ? inner : document.RootElement;
        Assert.Equal(symbols[tick.Instrument - 1], data.GetProperty("s").GetString());
        if (tick.Kind is TickKind.Quote)
        {
            Assert.Equal(data.GetProperty("u").GetInt64(), tick.Identity);
            Assert.Equal(Tick.None, tick.Time);
            Same(data.GetProperty("b"), tick.Price, tick.PriceScale);
            Same(data.GetProperty("B"), tick.Size, tick.SizeScale);
            Same(data.GetProperty("a"), tick.Ask, tick.AskScale);
            Same(data.GetProperty("A"), tick.AskSize, tick.AskSizeScale);
            return;
        }

        Assert.Equal(tick.Kind is TickKind.Trade ? "trade" : "aggTrade", data.GetProperty("e").GetString());
        Assert.Equal(data.GetProperty(tick.Kind is TickKind.Trade ? "t" : "a").GetInt64(), tick.Identity);
        Same(data.GetProperty("p"), tick.Price, tick.PriceScale);
        Same(data.GetProperty("q"), tick.Size, tick.SizeScale);
        Assert.Equal(data.GetProperty("m").GetBoolean(), (tick.Flags & TickFlags.BuyerWasMaker) != 0);
        var time = data.GetProperty("T").GetInt64();
        var unit = time.ToString(CultureInfo.InvariantCulture).Length switch { <= 14 => 1_000_000L, <= 17 => 1_000L, _ => 1L };
        Assert.Equal((Int128)time * unit, ((Int128)tick.Time * 1000) + TickFlags.Rest(tick.Flags));
    }

    public static void AssertJson(ReadOnlySpan<byte> frame, in Tick tick, JsonFields fields, IReadOnlyList<string> symbols)
    {
        using var document = Read(frame);
        var root = document.RootElement;
        Assert.Equal(symbols[tick.Instrument - 1], Text(Get(root, fields.Symbol)));
        Same(Get(root, fields.Price), tick.Price, tick.PriceScale);
        if (fields.Size is { } size) Same(Get(root, size), tick.Size, tick.SizeScale);
        if (fields.Id is { } id) Assert.Equal(long.Parse(Text(Get(root, id)), NumberStyles.None, CultureInfo.InvariantCulture), tick.Identity);
        if (fields.Time is not { } time) return;
        var seconds = Decimal(Get(root, time)) / (decimal)Math.Pow(10, (int)fields.TimeUnit);
        Assert.Equal(seconds * 1_000_000_000m, ((decimal)tick.Time * 1000m) + TickFlags.Rest(tick.Flags));
    }

    private static JsonElement Get(JsonElement at, string path) => path.Split('.').Aggregate(at, (element, step) => element.GetProperty(step));

    private static string Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static decimal Decimal(JsonElement value) => decimal.Parse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static void Same(JsonElement value, long mantissa, byte scale)
    {
        Assert.Equal(Decimal(value), FixedPoint.ToDecimal(mantissa, scale));
        Assert.True(scale == 0 || mantissa % 10 != 0, "trailing zeros must be gone");
    }

    private static void Prove(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String: element.GetString(); break;
            case JsonValueKind.Array: foreach (var item in element.EnumerateArray()) Prove(item); break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Prove(property.Value);
                }

                break;
        }
    }
}
