using System.Text.Json;
using OrleansTicks.Core;

namespace OrleansTicks.Simulator;

/// <summary>Reads what a line of the ledger says of its frame beside the price: <c>"day":{"open":"1.5",…}</c>, <c>"depth":[[-1,"1.5","20",3],…]</c>,
/// <c>"candle":["1m",startMs,"o","h","l","c","v",closed]</c>.</summary>
internal static class NotedRows
{
    /// <summary>Takes the value of one of those names; false for any other name.</summary>
    public static bool TryRead(ReadOnlySpan<byte> name, ref Utf8JsonReader reader, ref List<Tick>? rows)
    {
        if (name.SequenceEqual("day"u8)) ReadDay(ref reader, rows ??= []);
        else if (name.SequenceEqual("depth"u8)) ReadDepth(ref reader, rows ??= []);
        else if (name.SequenceEqual("candle"u8)) ReadCandle(ref reader, rows ??= []);
        else return false;
        return true;
    }

    private static void ReadDay(ref Utf8JsonReader reader, List<Tick> rows)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (!Words.TryParse<DayFigure>(reader.GetString()!, out var figure)) throw new FormatException($"there is no figure {reader.GetString()}");
            reader.Read();
            var (value, scale) = Number(ref reader);
            var row = default(Tick);
            row.SetDay(0, figure, value, scale);
            rows.Add(row);
        }
    }

    private static void ReadDepth(ref Utf8JsonReader reader, List<Tick> rows)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.StartArray)
        {
            reader.Read();
            var level = reader.GetInt32();
            reader.Read();
            var row = default(Tick);
            (row.Price, row.PriceScale) = Number(ref reader);
            reader.Read();
            (row.Size, row.SizeScale) = Number(ref reader);
            reader.Read();
            row.SetDepth(0, level, reader.GetInt64());
            reader.Read();
            rows.Add(row);
        }
    }

    private static void ReadCandle(ref Utf8JsonReader reader, List<Tick> rows)
    {
        var row = default(Tick);
        reader.Read();
        if (!CandleIntervals.TryParse(reader.GetString()!, out var interval)) throw new FormatException($"there is no interval {reader.GetString()}");
        reader.Read();
        row.Time = reader.GetInt64() * 1000;
        Span<(long Mantissa, byte Scale)> prices = stackalloc (long, byte)[4];
        foreach (ref var price in prices)
        {
            reader.Read();
            price = Number(ref reader);
        }

        reader.Read();
        (row.Identity, row.SizeScale) = Number(ref reader);
        reader.Read();
        row.SetCandle(0, interval, reader.GetBoolean());
        reader.Read();
        row.PriceScale = Math.Max(Math.Max(prices[0].Scale, prices[1].Scale), Math.Max(prices[2].Scale, prices[3].Scale));
        (row.Price, row.Size, row.Ask, row.AskSize) = (At(prices[0], row.PriceScale), At(prices[1], row.PriceScale), At(prices[2], row.PriceScale), At(prices[3], row.PriceScale));
        rows.Add(row);
    }

    private static long At((long Mantissa, byte Scale) price, byte scale)
    {
        for (; price.Scale < scale; price.Scale++) price.Mantissa *= 10;
        return price.Mantissa;
    }

    private static (long Mantissa, byte Scale) Number(ref Utf8JsonReader reader) =>
        FixedPoint.TryParse(reader.ValueSpan, out var mantissa, out var scale) is RejectKind.None ? (mantissa, scale) : throw new FormatException("a number does not fit a row");
}
