using System.Text.Json;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>The lists of the crypto venues, each one JSON document: Binance's exchangeInfo, Coinbase's products, Kraken's AssetPairs.</summary>
internal static class CryptoMasters
{
    public static MasterRead Binance(Stream json) => Read(json, root => root.GetProperty("symbols").EnumerateArray(), one => one.GetProperty("status").GetString() != "TRADING" ? null : new MasterEntry
    {
        Name = $"BINANCE:{Text(one, "symbol")}", Code = Text(one, "symbol"), Kind = InstrumentKind.Spot, Underlying = Text(one, "baseAsset"),
        Lot = Filter(one, "LOT_SIZE", "stepSize"), Tick = Filter(one, "PRICE_FILTER", "tickSize"),
    });

    public static MasterRead Coinbase(Stream json) => Read(json, root => root.EnumerateArray(), one => one.TryGetProperty("trading_disabled", out var off) && off.ValueKind is JsonValueKind.True ? null : new MasterEntry
    {
        Name = $"COINBASE:{Text(one, "id")}", Code = Text(one, "id"), Kind = InstrumentKind.Spot, Underlying = Text(one, "base_currency"),
        Lot = MasterNumbers.Decimal(Text(one, "base_increment")), Tick = MasterNumbers.Decimal(Text(one, "quote_increment")), Text = one.TryGetProperty("display_name", out var label) ? label.GetString() : null,
    });

    public static MasterRead Kraken(Stream json) => Read(json, root => root.GetProperty("result").EnumerateObject().Select(pair => pair.Value), one => new MasterEntry
    {
        Name = $"KRAKEN:{Text(one, "wsname").Replace("XBT", "BTC", StringComparison.Ordinal).Replace("XDG", "DOGE", StringComparison.Ordinal)}", Code = Text(one, "wsname"), Kind = InstrumentKind.Spot,
        Underlying = Text(one, "wsname").Split('/')[0], Lot = one.TryGetProperty("ordermin", out var least) ? MasterNumbers.Decimal(least.GetString()) : null,
        Tick = one.TryGetProperty("tick_size", out var tick) ? MasterNumbers.Decimal(tick.GetString()) : null,
    });

    private static MasterRead Read<T>(Stream json, Func<JsonElement, T> all, Func<JsonElement, MasterEntry?> entry)
        where T : IEnumerable<JsonElement>
    {
        var gather = new MasterGather();
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var one in all(document.RootElement))
            {
                try
                {
                    if (entry(one) is { } made) gather.Add(made);
                    else gather.Skip("not traded");
                }
                catch (Exception wrong) when (wrong is KeyNotFoundException or InvalidOperationException)
                {
                    gather.Skip("a field that is missing or of another kind");
                }
            }
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("it is not the venue's list of instruments", wrong);
        }

        return gather.Read();
    }

    private static string Text(JsonElement one, string name) => one.GetProperty(name).GetString() ?? throw new InvalidOperationException($"{name} is null");

    private static string? Filter(JsonElement one, string type, string field) =>
        one.TryGetProperty("filters", out var filters) && filters.EnumerateArray().FirstOrDefault(filter => filter.GetProperty("filterType").GetString() == type) is { ValueKind: JsonValueKind.Object } found
            ? MasterNumbers.Decimal(found.GetProperty(field).GetString()) : null;
}
