using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests.Coinbase;

public sealed class CoinbaseFramesTests
{
    private readonly TickBuffer _ticks = new();

    [Fact]
    public void The_recording_is_read_whole()
    {
        var frames = Frames.Recorded("coinbase", "cryptofeed_COINBASE.ws.28.0_shared.txt") ?? [];
        Assert.SkipWhen(frames.Count == 0, "the recordings are not at hand");
        var parser = Some.Parser("coinbase", FeedMode.Quote, "SKL-USD", "SKL-BTC", "CRV-EUR", "BAND-GBP", "NU-GBP");
        var kinds = frames.Select(frame => parser.Parse(frame, false, _ticks)).ToLookup(verdict => verdict.Kind);
        Assert.Equal((140, 5_353, 3, 0), (kinds[FrameKind.Data].Count(), kinds[FrameKind.NotAsked].Count(), kinds[FrameKind.Acknowledged].Count(), kinds[FrameKind.Rejected].Count()));
        var trades = _ticks.Span.ToArray().Where(tick => tick.Kind is TickKind.Trade).GroupBy(tick => tick.Instrument);
        Assert.All(trades, run => Assert.All(run.Zip(run.Skip(1)), pair => Assert.Equal(pair.First.Identity + 1, pair.Second.Identity)));
        Assert.Equal(70, _ticks.Span.ToArray().Count(tick => tick.Kind is TickKind.Quote));
    }

    [Fact]
    public void In_full_mode_tickers_bring_the_last_24_hours()
    {
        var exchange = Some.Parser("coinbase", FeedMode.Full, "BTC-USD");
        const string ticker = """{"type":"ticker","sequence":37475248783,"product_id":"BTC-USD","price":"1285.22","open_24h":"1310.79","volume_24h":"245532.79269678","low_24h":"1280.52","high_24h":"1313.8","volume_30d":"9788783.60117027","best_bid":"1285.04","best_bid_size":"0.46688654","best_ask":"1285.27","best_ask_size":"1.56637040","side":"buy","time":"2022-10-19T23:28:22.061769Z","trade_id":370843401,"last_size":"11.4396987"}""";
        Assert.Equal(FrameVerdict.Data, Read(exchange, ticker));
        Assert.Equal(["open 1310.79", "high 1313.8", "low 1280.52", "volume 245532.79269678"], Days());
        Assert.All(_ticks.Span.ToArray(), tick => Assert.Equal("2022-10-19T23:28:22.061769Z", TickTime.Format(tick.Time, tick.Flags)));
        Read(exchange, ticker.Replace("1313.8", "1313.9", StringComparison.Ordinal));
        Assert.Equal(["high 1313.9"], Days());
        var advanced = Some.Parser("coinbase", FeedMode.Full, "BTC-USD");
        Read(advanced, """{"channel":"ticker","timestamp":"2023-02-09T20:30:37.167359596Z","sequence_num":0,"events":[{"type":"snapshot","tickers":[{"type":"ticker","product_id":"BTC-USD","price":"21932.98","volume_24_h":"16038.28770938","low_24_h":"21835.29","high_24_h":"23011.18","best_bid":"21931.98","best_bid_quantity":"8000.21","best_ask":"21933.98","best_ask_quantity":"8038.07770938"}]}]}""");
        Assert.Equal(["high 23011.18", "low 21835.29", "volume 16038.28770938"], Days());
        Read(Parser(), ticker);
        Assert.Empty(Days());
    }

    [Theory]
    [InlineData("sell", false)]
    [InlineData("buy", true)]
    public void The_side_of_a_match_is_the_makers(string side, bool buyerWasMaker)
    {
        Assert.Equal(FrameVerdict.Data, Read(Parser(), $$"""{"type":"match","trade_id":10,"maker_order_id":"a","taker_order_id":"b","side":"{{side}}","size":"5.23512","price":"400.23","product_id":"BTC-USD","sequence":50,"time":"2014-11-07T08:19:27.028459Z"}"""));
        Assert.Equal(buyerWasMaker, (_ticks[0].Flags & TickFlags.BuyerWasMaker) != 0);
    }

    [Fact]
    public void Of_advanced_trade_the_oldest_comes_first_and_a_jump_of_the_numbering_is_a_loss()
    {
        var parser = Parser();
        Assert.Equal(FrameVerdict.Data, Read(parser, Advanced(7, 3, 2)));
        Assert.Equal([2L, 3L], _ticks.Span.ToArray().Select(tick => tick.Identity));
        Assert.Equal(new FrameVerdict(FrameKind.Data, RejectKind.SequenceJump), Read(parser, Advanced(9, 4)));
        Assert.Equal(FrameKind.NotAsked, Read(parser, Advanced(8, 5)).Kind);
    }

    [Theory]
    [InlineData("""{"type":"subscriptions","channels":[]}""", FrameKind.Acknowledged)]
    [InlineData("""{"type":"error","message":"x","reason":"y"}""", FrameKind.Error)]
    [InlineData("""{"type":"heartbeat","sequence":1,"last_trade_id":2,"product_id":"BTC-USD","time":"2014-11-07T08:19:28.464459Z"}""", FrameKind.Heartbeat)]
    [InlineData("""{"channel":"heartbeats","client_id":"","timestamp":"2024-10-04T07:04:40.820Z","sequence_num":0,"events":[{"current_time":"x","heartbeat_counter":"3049"}]}""", FrameKind.Heartbeat)]
    [InlineData("""{"type":"match"}""", FrameKind.Rejected)]
    public void What_is_no_data_is_what_it_is(string frame, FrameKind kind) => Assert.Equal(kind, Read(Parser(), frame).Kind);

    private static IFrameParser Parser() => Some.Parser("coinbase", FeedMode.Quote, "BTC-USD");

    private static string Advanced(int number, params int[] trades) =>
        $$"""{"channel":"market_trades","timestamp":"2026-09-30T02:39:59.551901038Z","sequence_num":{{number}},"events":[{"type":"update","trades":[{{string.Join(',', trades.Select(id => $$"""{"product_id":"BTC-USD","trade_id":"{{id}}","price":"1.5","size":"2","time":"2026-09-30T02:39:59.410400Z","side":"SELL"}"""))}}]}]}""";

    private IEnumerable<string> Days() => _ticks.Span.ToArray().Where(tick => tick.Kind is TickKind.Day).Select(tick => $"{tick.Figure().Word()} {FixedPoint.Format(tick.Price, tick.PriceScale)}");

    private FrameVerdict Read(IFrameParser parser, string frame)
    {
        _ticks.Clear();
        return parser.Parse(Encoding.UTF8.GetBytes(frame), false, _ticks);
    }
}
