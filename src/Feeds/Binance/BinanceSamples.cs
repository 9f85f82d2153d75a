using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Made-up frames on Binance's wire, for warming up.</summary>
internal static class BinanceSamples
{
    private const long AtMs = 1_700_000_000_000;

    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(Instrument instrument, FeedMode mode, bool aggregate, int count, long first) =>
        [.. Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(mode is not FeedMode.Ticker && i % 2 == 1 ? Quote(instrument.Symbol, first + i) : Trade(instrument.Symbol, aggregate, first + i)))];

    private static string Trade(string symbol, bool aggregate, long id)
    {
        var (name, number, span) = aggregate ? ("aggTrade", "a", "\"f\":1,\"l\":2,") : ("trade", "t", "");
        return Wrapped(symbol, name, $"\"e\":\"{name}\",\"E\":{AtMs + id},\"s\":\"{symbol}\",\"{number}\":{id},\"p\":\"100.{(id % 90) + 10}000000\",\"q\":\"0.50000000\",{span}\"T\":{AtMs + id},\"m\":true,\"M\":true");
    }

    private static string Quote(string symbol, long id) =>
        Wrapped(symbol, "bookTicker", $"\"u\":{id},\"s\":\"{symbol}\",\"b\":\"100.10000000\",\"B\":\"1.50000000\",\"a\":\"100.20000000\",\"A\":\"2.00000000\"");

    private static string Wrapped(string symbol, string stream, string fields) => $"{{\"stream\":\"{symbol.ToLowerInvariant()}@{stream}\",\"data\":{{{fields}}}}}";
}
