using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

/// <summary>Plans, feeds and parsers that tests need.</summary>
internal static class Some
{
    public const string FyersFields = "symbol=symbol,price=ltp,size=last_traded_qty,time=exch_feed_time:ns,id=seq";

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static IFeed Feed(string name, string? url = null, bool aggregate = false, string? fields = null, string? subscribe = null, Func<FeedSettings, FeedSettings>? more = null)
    {
        var settings = new FeedSettings
        {
            Name = name, Url = url is null ? null : SecretUrl.Parse(url), AggregateTrades = aggregate, Json = fields is null ? null : JsonFields.Parse(fields), SubscribeMessage = subscribe,
        };
        return FeedFactory.Create(more is null ? settings : more(settings), TimeProvider.System, NullLoggerFactory.Instance);
    }

    public static StreamPlan Plan(IFeed feed, FeedMode mode, params string[] symbols) =>
        new(new StreamKey(GroupKey.OfSymbols(feed.Name, symbols), 0), feed.Name, mode, [.. symbols.Select((symbol, i) => new Instrument(i + 1, feed.Identify(symbol)))]);

    public static IFrameParser Binance(FeedMode mode = FeedMode.Quote, bool aggregate = false, params string[] symbols)
    {
        var feed = Feed("binance", aggregate: aggregate);
        return feed.CreateParser(Plan(feed, mode, symbols.Length > 0 ? symbols : BinanceSymbols));
    }

    public static IFrameParser Json(string fields, params string[] symbols)
    {
        var feed = Feed("json", "ws://127.0.0.1:1/{stream}", fields: fields);
        return feed.CreateParser(Plan(feed, FeedMode.Ticker, symbols));
    }

    /// <summary>A parser of a venue that needs no address.</summary>
    public static IFrameParser Parser(string feed, FeedMode mode, params string[] symbols)
    {
        var made = Feed(feed);
        return made.CreateParser(Plan(made, mode, symbols));
    }

    public static string[] BinanceSymbols => ["BTCUSDT", "ETHUSDT", "NKNUSDT", "BLZETH", "LRCBTC", "RUNEEUR", "BELBTC", "ELFBUSD", "LTCBRL", "XEMUSDT"];

    public static string[] LoadSymbols => [.. Enumerable.Range(0, 250).Select(i => $"NSE:SYM{i:00000}25JULFUT")];
}
