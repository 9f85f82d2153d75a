namespace OrleansTicks.Feeds;

/// <summary>The keys of Coinbase's messages and where their values are kept: Exchange is flat, Advanced Trade wraps its events.</summary>
internal static class CoinbaseKeys
{
    public const int Type = 0, Product = 1, Price = 2, Size = 3, Side = 4, Time = 5, TradeId = 6, Sequence = 7, Bid = 8, BidSize = 9, Ask = 10, AskSize = 11;

    public const int Channel = 12, SequenceNumber = 13, Timestamp = 14, Events = 15;

    public const int Open = 16, High = 17, Low = 18, Volume = 19;

    public const int Trades = 0, Tickers = 1;

    public static JsonKeys Outer { get; } = new(
        "type", "product_id", "price", "size", "side", "time", "trade_id", "sequence", "best_bid", "best_bid_size", "best_ask", "best_ask_size", "channel", "sequence_num", "timestamp", "events",
        "open_24h", "high_24h", "low_24h", "volume_24h");

    /// <summary>A trade or ticker within an event of Advanced Trade; the places are those of <see cref="Outer"/>.</summary>
    public static JsonKeys Item { get; } = new(
        "type", "product_id", "price", "size", "side", "time", "trade_id", "", "best_bid", "best_bid_quantity", "best_ask", "best_ask_quantity",
        "", "", "", "", "", "high_24_h", "low_24_h", "volume_24_h");

    public static JsonKeys Event { get; } = new("trades", "tickers");
}
