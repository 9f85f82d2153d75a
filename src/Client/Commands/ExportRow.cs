using System.Globalization;
using OrleansTicks.Core;

namespace OrleansTicks.Client;

/// <summary>What an exported row of each kind shows: names, and texts of the values; null = the venue gave none.</summary>
internal static class ExportRow
{
    private static readonly string[] Stamp = ["id", "time", "received"];

    /// <summary>Columns in order.</summary>
    public static IReadOnlyList<string> NamesOf(ExportKind kind) => kind switch
    {
        ExportKind.Quote => [.. Stamp, "bid", "bid_size", "ask", "ask_size"],
        ExportKind.Day => [.. Stamp, "figure", "value"],
        ExportKind.Depth => [.. Stamp, "side", "level", "price", "size", "orders"],
        ExportKind.Candle => ["time", "received", "interval", "open", "high", "low", "close", "volume", "closed"],
        _ => [.. Stamp, "price", "size"],
    };

    /// <summary>Columns that JSON shows as they are: numbers and truths.</summary>
    public static bool IsBare(string name) => name is "id" or "level" or "orders" or "closed";

    /// <summary>Values in the same order.</summary>
    public static IReadOnlyList<string?> ValuesOf(ExportKind kind, in Tick tick)
    {
        var id = tick.Identity.ToString(CultureInfo.InvariantCulture);
        var time = TickTime.Format(tick.Time, tick.Flags);
        var received = TickTime.Format(tick.Received, 0, 6);
        var price = FixedPoint.Format(tick.Price, tick.PriceScale);
        // No size is not a size of 0.
        var size = (tick.Flags & TickFlags.NoSize) != 0 ? null : FixedPoint.Format(tick.Size, tick.SizeScale);
        switch (kind)
        {
            case ExportKind.Quote:
                return [id, time, received, price, size ?? "", FixedPoint.Format(tick.Ask, tick.AskScale), FixedPoint.Format(tick.AskSize, tick.AskSizeScale)];
            case ExportKind.Day:
                return [id, time, received, tick.Figure().Word(), price];
            case ExportKind.Depth:
                var orders = tick.Orders() == 0 ? null : tick.Orders().ToString(CultureInfo.InvariantCulture);
                return [id, time, received, tick.Level() > 0 ? "bid" : "ask", tick.LevelNumber()?.ToString(CultureInfo.InvariantCulture), price, size, orders];
            case ExportKind.Candle:
                var (open, high, low, close, scale) = tick.Prices();
                var (volume, volumeScale) = tick.Volume();
                return
                [
                    time, received, tick.Interval().Text(), Short(open, scale), Short(high, scale), Short(low, scale), Short(close, scale), Short(volume, volumeScale),
                    tick.IsClosed() ? "true" : "false",
                ];
            default:
                return [id, time, received, price, size];
        }
    }

    /// <summary>A candle's prices have one scale in common; each is shown without the zeros that it does not need.</summary>
    private static string Short(long mantissa, byte scale)
    {
        for (; scale > 0 && mantissa % 10 == 0; scale--) mantissa /= 10;
        return FixedPoint.Format(mantissa, scale);
    }
}
