namespace OrleansTicks.Feeds;

/// <summary>The keys of Kraken's messages and where their values are kept.</summary>
internal static class KrakenKeys
{
    public const int Channel = 0, Type = 1, Data = 2, Method = 3, Success = 4, Error = 5, BigError = 6;

    public const int Symbol = 0, Side = 1, Price = 2, Size = 3, Id = 4, Timestamp = 5;

    public const int Bid = 1, BidSize = 2, Ask = 3, AskSize = 4;

    public const int High = 6, Low = 7, Volume = 8;

    public const int Bids = 1, Asks = 2, Checksum = 3;

    public static JsonKeys Outer { get; } = new("channel", "type", "data", "method", "success", "error", "Error");

    public static JsonKeys Trade { get; } = new("symbol", "side", "price", "qty", "trade_id", "timestamp");

    public static JsonKeys Ticker { get; } = new("symbol", "bid", "bid_qty", "ask", "ask_qty", "timestamp", "high", "low", "volume");

    public static JsonKeys Book { get; } = new("symbol", "bids", "asks", "checksum", "", "timestamp");

    public static JsonKeys Level { get; } = new("price", "qty");
}
