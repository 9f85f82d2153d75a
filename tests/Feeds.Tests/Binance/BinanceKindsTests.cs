using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

/// <summary>Figures of the day, partial depth and candles.</summary>
public sealed class BinanceKindsTests
{
    private const string Day = """{"e":"24hrTicker","E":1580254809477,"s":"BNBBTC","p":"420.97000000","P":"4.720","w":"9058.27981278","x":"8917.98000000","c":"9338.96000000","Q":"0.17246300","b":"9338.03000000","B":"0.18234600","a":"9339.70000000","A":"0.14097600","o":"8917.99000000","h":"9373.19000000","l":"8862.40000000","v":"72229.53692000","q":"654275356.16896672","O":1580168409456,"C":1580254809456,"F":235294268,"L":235894703,"n":600436}""";
    private const string Depth = """{"stream":"bnbbtc@depth5@100ms","data":{"lastUpdateId":160,"bids":[["0.0024","10"],["0.00239","3.50"]],"asks":[["0.0026","100"],["0.0027","1"],["0.0028","2"]]}}""";
    private const string Candle = """{"e":"kline","E":1672515782136,"s":"BNBBTC","k":{"t":1672515780000,"T":1672515839999,"s":"BNBBTC","i":"1m","f":100,"L":200,"o":"0.0010","c":"0.0020","h":"0.0025","l":"0.00150","v":"1000.50","n":100,"x":false,"q":"1.0000","V":"500","Q":"0.500","B":"123456"}}""";

    private readonly TickBuffer _ticks = new();

    [Fact]
    public void A_ticker_brings_the_day_once_with_the_venues_time()
    {
        var parser = Parser(FeedMode.Full);
        Assert.Equal(FrameVerdict.Data, Read(parser, $$"""{"stream":"bnbbtc@ticker","data":{{Day}}}"""));
        Assert.Equal(
            ["open 8917.99", "high 9373.19", "low 8862.4", "close 9338.96", "previous-close 8917.98", "volume 72229.53692", "turnover 654275356.16896672"],
            Ticks().Select(tick => $"{tick.Figure().Word()} {FixedPoint.Format(tick.Price, tick.PriceScale)}"));
        Assert.All(Ticks(), tick => Assert.Equal((TickKind.Day, 1, "2020-01-28T23:40:09.477Z", Tick.None), (tick.Kind, tick.Instrument, TickTime.Format(tick.Time, tick.Flags), tick.Identity)));
        Assert.Equal(FrameVerdict.Data, Read(parser, Day));
        Assert.Empty(Ticks());
        Assert.Equal(FrameVerdict.Data, Read(parser, Day.Replace("9373.19", "9373.2", StringComparison.Ordinal)));
        Assert.Equal(DayFigure.High, Assert.Single(Ticks()).Figure());
    }

    [Fact]
    public void Partial_depth_brings_levels_that_changed_and_empties_those_that_went()
    {
        var parser = Parser(FeedMode.Full);
        Assert.Equal(FrameVerdict.Data, Read(parser, Depth));
        Assert.Equal(["1 0.0024 10", "-1 0.0026 100", "2 0.00239 3.5", "-2 0.0027 1", "-3 0.0028 2"], Ticks().Select(Level));
        Read(parser, Depth.Replace("""["0.0027","1"],["0.0028","2"]""", """["0.0027","1.5"]""", StringComparison.Ordinal));
        Assert.Equal(["-2 0.0027 1.5", "-3 0 0"], Ticks().Select(Level));
        Assert.All(Ticks(), tick => Assert.Equal((TickKind.Depth, 1, Tick.None), (tick.Kind, tick.Instrument, tick.Time)));
    }

    [Theory]
    [InlineData("depth5")]
    [InlineData("depth10@1000ms")]
    [InlineData("depth20@100ms")]
    public void Every_partial_depth_of_the_venue_is_read(string stream) =>
        Assert.Equal(FrameVerdict.Data, Read(Parser(FeedMode.Full), Depth.Replace("depth5@100ms", stream, StringComparison.Ordinal)));

    [Fact]
    public void A_candle_keeps_its_beginning_its_prices_and_its_volume()
    {
        var parser = Parser(FeedMode.Ticker, CandleInterval.OneMinute);
        Assert.Equal(FrameVerdict.Data, Read(parser, $$"""{"stream":"bnbbtc@kline_1m","data":{{Candle}}}"""));
        var tick = Assert.Single(Ticks());
        var (open, high, low, close, scale) = tick.Prices();
        Assert.Equal(("0.0010", "0.0025", "0.0015", "0.0020"), (FixedPoint.Format(open, scale), FixedPoint.Format(high, scale), FixedPoint.Format(low, scale), FixedPoint.Format(close, scale)));
        Assert.Equal((TickKind.Candle, CandleInterval.OneMinute, false, "2022-12-31T19:43:00.000Z"), (tick.Kind, tick.Interval(), tick.IsClosed(), TickTime.Format(tick.Time, tick.Flags)));
        Assert.Equal("1000.5", FixedPoint.Format(tick.Volume().Mantissa, tick.Volume().Scale));
        Assert.Equal(FrameVerdict.Data, Read(parser, Candle.Replace("\"x\":false", "\"x\":true", StringComparison.Ordinal)));
        Assert.True(Assert.Single(Ticks()).IsClosed());
        Assert.Equal(FrameKind.NotAsked, Read(parser, Candle.Replace("\"1m\"", "\"5m\"", StringComparison.Ordinal)).Kind);
        Assert.Equal(FrameVerdict.Rejected(RejectKind.Malformed), Read(parser, $$"""{"stream":"bnbbtc@kline_5m","data":{{Candle}}}"""));
    }

    [Fact]
    public void What_a_mode_does_not_ask_for_is_counted_and_no_more()
    {
        Assert.Equal(FrameKind.NotAsked, Read(Parser(FeedMode.Quote), Day).Kind);
        Assert.Equal(FrameKind.NotAsked, Read(Parser(FeedMode.Quote), Depth).Kind);
        Assert.Equal(FrameKind.NotAsked, Read(Parser(FeedMode.Full), Candle).Kind);
    }

    [Theory]
    [InlineData("\"10\"", "\"-10\"", RejectKind.BadNumber)]
    [InlineData("\"10\"", "10", RejectKind.BadNumber)]
    [InlineData("[\"0.0024\",\"10\"]", "[\"0.0024\"]", RejectKind.MissingField)]
    [InlineData("\"asks\"", "\"asked\"", RejectKind.MissingField)]
    [InlineData("bnbbtc@", "xyz@", RejectKind.UnknownInstrument)]
    [InlineData("[[\"0.0026\"", "[5,[\"0.0026\"", RejectKind.MissingField)]
    public void A_bad_picture_is_rejected_and_changes_nothing(string from, string to, RejectKind fault)
    {
        var parser = Parser(FeedMode.Full);
        Assert.Equal(FrameVerdict.Rejected(fault), Read(parser, Depth.Replace(from, to, StringComparison.Ordinal)));
        Assert.Empty(Ticks());
        Read(parser, Depth);
        Assert.Equal(5, Ticks().Length);
    }

    [Fact]
    public void Full_mode_and_candles_ask_for_their_streams()
    {
        var feed = Some.Feed("binance", more: settings => settings with { Candles = [CandleInterval.OneMinute, CandleInterval.OneMonth] });
        Assert.Equal(
            """{"method":"SUBSCRIBE","params":["btcusdt@trade","btcusdt@bookTicker","btcusdt@ticker","btcusdt@depth5@100ms","btcusdt@kline_1m","btcusdt@kline_1M"],"id":1}""",
            Encoding.UTF8.GetString(feed.Subscriptions(Some.Plan(feed, FeedMode.Full, "BTCUSDT"))[0].Span));
        Assert.Equal((256, 170), (feed.Traits.InstrumentsPerSocket, feed.Traits.InstrumentsPerSocketInFull));
        Assert.True(feed.Traits.IsExclusive(FeedMode.Ticker));
        Assert.False(Some.Feed("binance").Traits.IsExclusive(FeedMode.Ticker));
    }

    [Fact]
    public void Differences_of_the_book_name_their_levels_by_price_and_a_jump_of_their_numbers_is_a_loss()
    {
        var parser = Updates("BNBBTC");
        Assert.Equal(FrameVerdict.Data, Read(parser, Update(157, 160)));
        Assert.Equal([(TickRows.ByPrice, "0.0024", "10"), (TickRows.ByPrice, "0.0023", "0"), (-TickRows.ByPrice, "0.0026", "100")],
            Ticks().Select(tick => (tick.Level(), FixedPoint.Format(tick.Price, tick.PriceScale), FixedPoint.Format(tick.Size, tick.SizeScale))));
        Assert.All(Ticks(), tick => Assert.Equal((null, "2022-12-31T19:43:02.136Z"), (tick.LevelNumber(), TickTime.Format(tick.Time, tick.Flags))));
        Assert.Equal(FrameVerdict.Data, Read(parser, Update(161, 165)));
        Assert.Equal(FrameVerdict.Data, Read(parser, Update(161, 165)));
        Assert.Empty(Ticks());
        Assert.Equal(new FrameVerdict(FrameKind.Data, RejectKind.SequenceJump), Read(parser, Update(167, 170)));
        Assert.Equal(3, Ticks().Length);
        Assert.Equal(FrameVerdict.Data, Read(parser, Update(171, 171)));
        Assert.Equal(FrameVerdict.Rejected(RejectKind.BadId), Read(parser, Update(180, 175)));
        Assert.Equal(FrameVerdict.Rejected(RejectKind.BadNumber), Read(parser, Update(172, 175).Replace("\"100\"", "\"-1\"", StringComparison.Ordinal)));
        Assert.Empty(Ticks());
        Assert.Equal(FrameKind.NotAsked, Read(Parser(FeedMode.Full), Update(157, 160)).Kind);
        Assert.Equal(FrameKind.NotAsked, Read(parser, Depth).Kind);
    }

    [Fact]
    public void Differences_of_the_recordings_join_without_a_hole()
    {
        if (Frames.Recorded() is not { } frames) return;
        var parser = Updates(Some.BinanceSymbols);
        var count = 0;
        foreach (var frame in frames.Where(frame => frame.AsSpan().IndexOf("\"depthUpdate\""u8) >= 0))
        {
            Assert.Equal(FrameVerdict.Data, Read(parser, Encoding.UTF8.GetString(frame)));
            count++;
        }

        Assert.Equal(3_451 + 3_434 + 177 + 84, count);     // as SOURCES.md says
    }

    [Theory]
    [InlineData(20, "btcusdt@depth20@100ms")]
    [InlineData(null, "btcusdt@depth@100ms")]
    public void The_depth_that_is_wanted_is_asked_for(int? levels, string stream)
    {
        var feed = Some.Feed("binance", more: settings => settings with { DepthLevels = levels });
        Assert.Contains($"\"{stream}\"", Encoding.UTF8.GetString(feed.Subscriptions(Some.Plan(feed, FeedMode.Full, "BTCUSDT"))[0].Span), StringComparison.Ordinal);
        Assert.Throws<StartRefusedException>(() => Some.Feed("binance", more: settings => settings with { DepthLevels = 7 }));
        Assert.Throws<StartRefusedException>(() => Some.Feed("kraken", more: settings => settings with { DepthLevels = 10 }));
    }

    [Fact]
    public void Candles_of_the_recordings_are_all_read()
    {
        if (Frames.Recorded() is not { } frames) return;
        var feed = Some.Feed("binance", more: settings => settings with { Candles = [CandleInterval.OneMinute] });
        var parser = feed.CreateParser(Some.Plan(feed, FeedMode.Full, Some.BinanceSymbols));
        var candles = 0;
        foreach (var frame in frames.Where(frame => frame.AsSpan().IndexOf("\"kline\""u8) >= 0))
        {
            Assert.Equal(FrameVerdict.Data, Read(parser, Encoding.UTF8.GetString(frame)));
            Assert.Equal(TickKind.Candle, Assert.Single(Ticks()).Kind);
            candles++;
        }

        Assert.Equal(10, candles);               // 2 and 8, as SOURCES.md says
    }

    private static IFrameParser Parser(FeedMode mode, params CandleInterval[] candles)
    {
        var feed = Some.Feed("binance", more: settings => settings with { Candles = candles });
        return feed.CreateParser(Some.Plan(feed, mode, "BNBBTC"));
    }

    private static IFrameParser Updates(params string[] symbols)
    {
        var feed = Some.Feed("binance", more: settings => settings with { DepthLevels = null });
        return feed.CreateParser(Some.Plan(feed, FeedMode.Full, symbols));
    }

    private static string Update(long from, long to) =>
        $$"""{"stream":"bnbbtc@depth@100ms","data":{"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":{{from}},"u":{{to}},"b":[["0.0024","10"],["0.0023","0.0"]],"a":[["0.0026","100"]]} }""";

    private static string Level(Tick tick) => $"{tick.Level()} {FixedPoint.Format(tick.Price, tick.PriceScale)} {FixedPoint.Format(tick.Size, tick.SizeScale)}";

    private FrameVerdict Read(IFrameParser parser, string frame)
    {
        _ticks.Clear();
        return parser.Parse(Encoding.UTF8.GetBytes(frame), binary: false, _ticks);
    }

    private Tick[] Ticks() => _ticks.Span.ToArray();
}
