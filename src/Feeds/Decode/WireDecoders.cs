using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Makes decoders by the feed's name.</summary>
public static class WireDecoders
{
    /// <summary>Every name that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["binance", "coinbase", "dhan", "fyers", "kraken"];

    /// <summary>A decoder that has seen nothing yet; null for a feed without one.</summary>
    /// <param name="feed">Of <see cref="Names"/>.</param>
    /// <param name="timeAhead">Of <c>dhan</c>: seconds that its times are ahead of UTC.</param>
    public static IWireDecoder? Create(string feed, int timeAhead = DhanTime.India) => feed switch
    {
        "dhan" => new DhanDecoder(timeAhead),
        "fyers" => new FyersDecoder(),
        "binance" => new JsonDecoder(symbols => new BinanceDecoding(symbols)),
        "coinbase" => new JsonDecoder(symbols => new CoinbaseFrames(symbols, FeedMode.Full, makerSide: true)),
        "kraken" => new JsonDecoder(symbols => new KrakenDecoding(symbols)),
        _ => null,
    };
}
