using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>The SUBSCRIBE and UNSUBSCRIBE messages of a stream.</summary>
internal static class BinanceSubscriptions
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Asks for everything of all symbols, or ends it, at most <paramref name="perMessage"/> streams in a message; ids count from <paramref name="id"/>.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(
        string method, int id, IEnumerable<string> symbols, FeedMode mode, bool aggregate, IReadOnlyList<CandleInterval> candles, string depth, int perMessage) =>
    [
        .. symbols.SelectMany(symbol => Streams(symbol.ToLowerInvariant(), mode, aggregate, candles, depth)).Chunk(perMessage)
            .Select((streams, i) => new { method, @params = streams, id = id + i })
            .Select(message => new ReadOnlyMemory<byte>(JsonSerializer.SerializeToUtf8Bytes(message, Plain))),
    ];

    private static IEnumerable<string> Streams(string symbol, FeedMode mode, bool aggregate, IReadOnlyList<CandleInterval> candles, string depth)
    {
        yield return symbol + (aggregate ? "@aggTrade" : "@trade");
        if (mode is not FeedMode.Ticker) yield return symbol + "@bookTicker";
        if (mode is FeedMode.Full)
        {
            yield return symbol + "@ticker";
            yield return $"{symbol}@depth{depth}@100ms";
        }

        foreach (var candle in candles) yield return $"{symbol}@kline_{candle.Text()}";
    }
}
