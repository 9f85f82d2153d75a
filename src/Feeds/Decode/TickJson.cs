using System.Text.Json.Nodes;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>A tick in words: prices and sizes as exact text, times in UTC.</summary>
internal static class TickJson
{
    public static JsonObject Of(in Tick tick, string symbol)
    {
        var json = new JsonObject { ["symbol"] = symbol, ["kind"] = tick.Kind.Word() };
        if (tick.Kind is TickKind.Quote)
        {
            json["bid"] = FixedPoint.Format(tick.Price, tick.PriceScale);
            json["bidSize"] = HasSize(tick) ? FixedPoint.Format(tick.Size, tick.SizeScale) : null;
            json["ask"] = FixedPoint.Format(tick.Ask, tick.AskScale);
            json["askSize"] = HasSize(tick) ? FixedPoint.Format(tick.AskSize, tick.AskSizeScale) : null;
        }
        else if (tick.Kind is TickKind.Day)
        {
            json["figure"] = tick.Figure().Word();
            json["value"] = FixedPoint.Format(tick.Price, tick.PriceScale);
        }
        else if (tick.Kind is TickKind.Candle)
        {
            var (open, high, low, close, scale) = tick.Prices();
            json["interval"] = tick.Interval().Text();
            (json["open"], json["high"], json["low"], json["close"]) = (Short(open, scale), Short(high, scale), Short(low, scale), Short(close, scale));
            json["volume"] = Short(tick.Volume().Mantissa, tick.Volume().Scale);
            json["closed"] = tick.IsClosed();
            json["time"] = TimeOf(tick.Time, tick.Flags);
            return json;
        }
        else if (tick.Kind is TickKind.Depth)
        {
            (json["side"], json["level"]) = (tick.Level() > 0 ? "bid" : "ask", tick.LevelNumber());
            json["price"] = FixedPoint.Format(tick.Price, tick.PriceScale);
            json["size"] = FixedPoint.Format(tick.Size, tick.SizeScale);
            json["orders"] = tick.Orders() == 0 ? null : tick.Orders();
        }
        else
        {
            json["price"] = FixedPoint.Format(tick.Price, tick.PriceScale);
            json["size"] = HasSize(tick) ? FixedPoint.Format(tick.Size, tick.SizeScale) : null;
        }

        json["time"] = tick.Time == Tick.None ? null : TimeOf(tick.Time, tick.Flags);
        json["id"] = tick.Identity == Tick.None ? null : tick.Identity;
        if (tick.Kind is TickKind.Trade or TickKind.AggregateTrade) json["buyerWasMaker"] = (tick.Flags & TickFlags.BuyerWasMaker) != 0;
        return json;
    }

    /// <summary>With as many digits as the venue gave.</summary>
    public static string TimeOf(long microseconds, ushort flags = 0)
    {
        var time = DateTime.UnixEpoch.AddMicroseconds(microseconds);
        return TickFlags.Digits(flags) switch
        {
            3 => time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture),
            6 => time.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture),
            _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{time:yyyy-MM-ddTHH:mm:ss.ffffff}{TickFlags.Rest(flags):000}Z"),
        };
    }

    /// <summary>A candle's prices have one scale in common; each is shown without the zeros that it does not need.</summary>
    private static string Short(long mantissa, byte scale)
    {
        for (; scale > 0 && mantissa % 10 == 0; scale--) mantissa /= 10;
        return FixedPoint.Format(mantissa, scale);
    }

    private static bool HasSize(in Tick tick) => (tick.Flags & TickFlags.NoSize) == 0;
}
