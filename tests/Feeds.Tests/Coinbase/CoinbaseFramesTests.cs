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

    private FrameVerdict Read(IFrameParser parser, string frame)
    {
        _ticks.Clear();
        return parser.Parse(Encoding.UTF8.GetBytes(frame), false, _ticks);
    }
}
