using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Where the fields of a topic stand, their names, and which of them are prices (fyers.md section 4).</summary>
internal static class FyersFields
{
    /// <summary>A field that is not there, or has not changed.</summary>
    public const int Absent = int.MinValue;

    // Scrip.
    public const int Price = 0;
    public const int Volume = 1;
    public const int TradeTime = 2;
    public const int FeedTime = 3;
    public const int BidSize = 4;
    public const int AskSize = 5;
    public const int Bid = 6;
    public const int Ask = 7;
    public const int TradeSize = 8;

    // Index.
    public const int IndexTime = 2;

    // Depth: the best of five.
    public const int DepthBid = 0;
    public const int DepthAsk = 5;
    public const int DepthBidSize = 10;
    public const int DepthAskSize = 15;

    public const int DepthBidOrders = 20;
    public const int DepthAskOrders = 25;
    public const int DepthLevels = 5;

    /// <summary>Figures of the day among a scrip's fields. Those of the year and the limits of the day are left out: no source knows how they are scaled.</summary>
    public static readonly (int Field, DayFigure Figure)[] ScripDay =
    [
        (19, DayFigure.Open), (14, DayFigure.High), (13, DayFigure.Low), (20, DayFigure.PreviousClose), (1, DayFigure.Volume), (12, DayFigure.OpenInterest),
    ];

    /// <summary>Figures of the day among an index's fields.</summary>
    public static readonly (int Field, DayFigure Figure)[] IndexDay = [(5, DayFigure.Open), (3, DayFigure.High), (4, DayFigure.Low), (1, DayFigure.PreviousClose)];

    private static readonly string[] Scrip =
    [
        "ltp", "vol_traded_today", "last_traded_time", "exch_feed_time", "bid_size", "ask_size", "bid_price", "ask_price", "last_traded_qty", "tot_buy_qty", "tot_sell_qty",
        "avg_trade_price", "OI", "low_price", "high_price", "Yhigh", "Ylow", "lower_ckt", "upper_ckt", "open_price", "prev_close_price",
    ];

    private static readonly string[] Index = ["ltp", "prev_close_price", "exch_feed_time", "high_price", "low_price", "open_price"];

    private static readonly string[] Depth =
    [
        .. from name in (string[])["bid_price", "ask_price", "bid_size", "ask_size", "bid_order", "ask_order"] from level in Enumerable.Range(1, 5) select name + level,
    ];

    private const uint ScripPrices = 1 << 0 | 1 << 6 | 1 << 7 | 1 << 11 | 1 << 13 | 1 << 14 | 1 << 19 | 1 << 20;
    private const uint IndexPrices = 1 << 0 | 1 << 1 | 1 << 3 | 1 << 4 | 1 << 5;
    private const uint DepthPrices = 0x3FF;

    /// <summary>The names of a kind, in order.</summary>
    public static IReadOnlyList<string> NamesOf(FyersTopicKind kind) => kind switch
    {
        FyersTopicKind.Scrip => Scrip,
        FyersTopicKind.Index => Index,
        FyersTopicKind.Depth => Depth,
        _ => [],
    };

    /// <summary>True when the number is a price, to be divided by the topic's precision and multiplier.</summary>
    public static bool IsPrice(FyersTopicKind kind, int field) => field < 32 && ((kind switch
    {
        FyersTopicKind.Scrip => ScripPrices,
        FyersTopicKind.Index => IndexPrices,
        FyersTopicKind.Depth => DepthPrices,
        _ => 0u,
    }) & (1u << field)) != 0;
}
