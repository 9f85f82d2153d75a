using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests.Kraken;

public sealed class KrakenFramesTests
{
    private const string Trade = """{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"sell","price":84000.1,"qty":0.00500000,"ord_type":"market","trade_id":4665906,"timestamp":"2026-09-25T07:49:37.708706Z"},{"symbol":"ETH/USD","side":"buy","price":2700,"qty":1.5,"ord_type":"limit","trade_id":9,"timestamp":"2026-09-25T07:49:37.708706Z"}]}""";
    private readonly TickBuffer _ticks = new();

    [Fact]
    public void Several_trades_of_a_message_are_all_read()
    {
        Assert.Equal(FrameVerdict.Data, Read(Some.Parser("kraken", FeedMode.Ticker, "BTC/USD", "ETH/USD"), Trade));
        var ticks = _ticks.Span.ToArray();
        Assert.Equal([(1, "84000.1", "0.005", 4665906L, true), (2, "2700", "1.5", 9L, false)],
            ticks.Select(tick => (tick.Instrument, FixedPoint.Format(tick.Price, tick.PriceScale), FixedPoint.Format(tick.Size, tick.SizeScale), tick.Identity, (tick.Flags & TickFlags.BuyerWasMaker) != 0)));
        Assert.Equal(6, TickFlags.Digits(ticks[0].Flags));
    }

    [Theory]
    [InlineData("""{"channel":"heartbeat"}""", FrameKind.Heartbeat)]
    [InlineData("""{"channel":"status","type":"update","data":[{"version":"2.0.0","system":"online","api_version":"v2","connection_id":13834774380200032777}]}""", FrameKind.Heartbeat)]
    [InlineData("""{"method":"subscribe","result":{"channel":"trade","symbol":"BTC/USD"},"success":true,"time_in":"x","time_out":"y"}""", FrameKind.Acknowledged)]
    [InlineData("""{"error":"Currency pair not supported XBT/USD","method":"subscribe","success":false,"symbol":"XBT/USD"}""", FrameKind.Error)]
    [InlineData("""{"method":"pong","req_id":101}""", FrameKind.Heartbeat)]
    [InlineData("""{"Error":"Exceeded msg rate"}""", FrameKind.Refused)]
    [InlineData("""{"channel":"ohlc","type":"update","data":[]}""", FrameKind.NotAsked)]
    [InlineData("""[336,[["5698.40000","0.01"]],"trade","XBT/USD"]""", FrameKind.Rejected)]
    public void What_is_no_data_is_what_it_is(string frame, FrameKind kind) => Assert.Equal(kind, Read(Some.Parser("kraken", FeedMode.Full, "BTC/USD"), frame).Kind);

    [Fact]
    public void The_recorded_book_is_proved_by_every_checksum()
    {
        var frames = Frames.Recorded("kraken", "python-kraken-sdk_v2_book10_BTCUSD_shared.jsonl") ?? [];
        Assert.SkipWhen(frames.Count == 0, "the recordings are not at hand");
        var parser = Some.Parser("kraken", FeedMode.Full, "BTC/USD");
        var (quotes, levels) = (0, new Dictionary<int, (string Price, string Size)>());
        foreach (var frame in frames)
        {
            _ticks.Clear();
            Assert.Equal(FrameVerdict.Data, parser.Parse(frame, false, _ticks));
            var quote = Assert.Single(_ticks.Span.ToArray(), tick => tick.Kind is TickKind.Quote);
            foreach (var tick in _ticks.Span.ToArray().Where(tick => tick.Kind is TickKind.Depth))
            {
                var level = (FixedPoint.Format(tick.Price, tick.PriceScale), FixedPoint.Format(tick.Size, tick.SizeScale));
                Assert.NotEqual(level, levels.GetValueOrDefault(tick.Level()));          // only what changed
                levels[tick.Level()] = level;
            }

            quotes++;
            Assert.Equal(20, levels.Count);
            Assert.Equal((FixedPoint.Format(quote.Price, quote.PriceScale), FixedPoint.Format(quote.Size, quote.SizeScale)), levels[1]);
            Assert.Equal((FixedPoint.Format(quote.Ask, quote.AskScale), FixedPoint.Format(quote.AskSize, quote.AskSizeScale)), levels[-1]);
            for (var i = 1; i < 10; i++)
            {
                Assert.True(decimal.Parse(levels[i].Price) > decimal.Parse(levels[i + 1].Price));
                Assert.True(decimal.Parse(levels[-i].Price) < decimal.Parse(levels[-i - 1].Price));
            }
        }

        Assert.Equal((330, 330), (frames.Count, quotes));
    }

    [Fact]
    public void In_full_mode_a_ticker_brings_the_day()
    {
        const string ticker = """{"channel":"ticker","type":"update","data":[{"symbol":"BTC/USD","bid":1.5,"bid_qty":2,"ask":1.6,"ask_qty":3,"last":1.55,"volume":10.50000000,"vwap":1.5,"low":1.2,"high":1.9,"change":0.1,"change_pct":1.0,"timestamp":"2026-09-25T07:49:37.708706Z"}]}""";
        var parser = Some.Parser("kraken", FeedMode.Full, "BTC/USD");
        Assert.Equal(FrameVerdict.Data, Read(parser, ticker));
        Assert.Equal(["high 1.9", "low 1.2", "volume 10.5"], _ticks.Span.ToArray().Select(tick => $"{tick.Figure().Word()} {FixedPoint.Format(tick.Price, tick.PriceScale)}"));
        Assert.All(_ticks.Span.ToArray(), tick => Assert.Equal("2026-09-25T07:49:37.708706Z", TickTime.Format(tick.Time, tick.Flags)));
        Assert.Equal(FrameVerdict.Data, Read(parser, ticker));
        Assert.Equal(0, _ticks.Count);
        Assert.Equal(FrameVerdict.Rejected(RejectKind.BadNumber), Read(parser, ticker.Replace("1.9", "\"x\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_wrong_book_is_thrown_away_and_asked_for_anew()
    {
        var parser = Some.Parser("kraken", FeedMode.Full, "BTC/USD");
        const string wrong = """{"channel":"book","type":"snapshot","data":[{"symbol":"BTC/USD","bids":[{"price":1.0,"qty":1.00}],"asks":[{"price":2.0,"qty":1.00}],"checksum":1}]}""";
        Assert.Equal(FrameVerdict.Rejected(RejectKind.Checksum), Read(parser, wrong));
        Assert.True(parser.TryTakeReply(out var first) & parser.TryTakeReply(out var second));
        Assert.Contains("\"unsubscribe\"", Encoding.UTF8.GetString(first.Span), StringComparison.Ordinal);
        Assert.Contains("\"subscribe\"", Encoding.UTF8.GetString(second.Span), StringComparison.Ordinal);
        Assert.False(parser.TryTakeReply(out _));
    }

    [Fact]
    public void The_checksum_is_that_of_the_documents() => Assert.Equal(0xCBF43926u, Crc32.End(Crc32.Append(Crc32.Start, "123456789"u8)));

    private FrameVerdict Read(IFrameParser parser, string frame)
    {
        _ticks.Clear();
        return parser.Parse(Encoding.UTF8.GetBytes(frame), false, _ticks);
    }
}
