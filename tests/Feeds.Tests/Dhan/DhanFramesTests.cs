using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests.Dhan;

public sealed class DhanFramesTests
{
    private const long TenInIndia = 1_795_149_000_000_000;      // 2026-11-20 10:00 IST
    private readonly TickBuffer _ticks = new();
    private readonly IFrameParser _parser = Parser();

    [Fact]
    public void A_ticker_is_a_last_price_in_universal_time()
    {
        Assert.Equal(FrameVerdict.Data, Read(DhanVectors.Ticker));
        var tick = Assert.Single(_ticks.Span.ToArray());
        Assert.Equal((1, TickKind.LastPrice, "1650.55", TenInIndia, Tick.None), (tick.Instrument, tick.Kind, FixedPoint.Format(tick.Price, tick.PriceScale), tick.Time, tick.Identity));
        Assert.NotEqual(0, tick.Flags & TickFlags.NoSize);
    }

    [Fact]
    public void A_quote_is_a_trade_numbered_by_day_and_volume()
    {
        Assert.Equal(FrameVerdict.Data, Read(DhanVectors.Quote));
        var tick = Assert.Single(_ticks.Span.ToArray());
        Assert.Equal((2, TickKind.Trade, "24410.5", 75, TenInIndia), (tick.Instrument, tick.Kind, FixedPoint.Format(tick.Price, tick.PriceScale), tick.Size, tick.Time));
        Assert.Equal((1_795_168_800L / 86_400 << 32) | 987_654, tick.Identity);
    }

    [Fact]
    public void A_full_packet_brings_the_best_level_too()
    {
        Assert.Equal(FrameVerdict.Data, Read(DhanVectors.Full));
        Assert.Equal(2, _ticks.Count);
        var quote = _ticks[1];
        Assert.Equal((TickKind.Quote, "24410", 75L, "24410.5", 150L),
            (quote.Kind, FixedPoint.Format(quote.Price, quote.PriceScale), quote.Size, FixedPoint.Format(quote.Ask, quote.AskScale), quote.AskSize));
    }

    [Fact]
    public void What_says_the_same_trade_again_is_no_new_one()
    {
        Read(DhanVectors.Full);
        Assert.Equal(FrameVerdict.Data, Read(DhanVectors.Full));
        Assert.Equal(0, _ticks.Count);
    }

    [Fact]
    public void Packets_back_to_back_are_all_read()
    {
        Assert.Equal(FrameVerdict.Data, Read(DhanVectors.PreviousClose, DhanVectors.Ticker, DhanVectors.OpenInterest, DhanVectors.Quote));
        Assert.Equal([1, 2], _ticks.Span.ToArray().Select(tick => tick.Instrument));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(0xFFFF)]
    public void A_wrong_length_never_shifts_the_neighbours(int length)
    {
        var frame = DhanVectors.Of(DhanVectors.Ticker, DhanVectors.Quote);
        (frame[1], frame[2]) = ((byte)length, (byte)(length >> 8));
        Assert.Equal(FrameVerdict.Data, _parser.Parse(frame, true, _ticks));
        Assert.Equal([1, 2], _ticks.Span.ToArray().Select(tick => tick.Instrument));
    }

    [Fact]
    public void A_kind_without_a_layout_is_passed_by_its_length()
    {
        Assert.Equal(FrameVerdict.Data, Read("010c00020000000001020304", DhanVectors.Ticker));
        Assert.Equal(1, _ticks.Count);
    }

    [Fact]
    public void A_bad_packet_is_counted_and_its_neighbours_are_kept()
    {
        var frame = DhanVectors.Of(DhanVectors.Ticker, DhanVectors.Quote);
        frame.AsSpan(8, 4).Fill(0xFF);                              // the ticker's price is not a number
        Assert.Equal(new FrameVerdict(FrameKind.Data, RejectKind.BadNumber), _parser.Parse(frame, true, _ticks));
        Assert.Equal(2, Assert.Single(_ticks.Span.ToArray()).Instrument);
    }

    [Fact]
    public void What_was_not_asked_for_is_an_unknown_instrument() =>
        Assert.Equal(FrameVerdict.Rejected(RejectKind.UnknownInstrument), _parser.Parse(Convert.FromHexString("02100001360500009a51ce44201a006b"), true, _ticks));

    [Theory]
    [InlineData(800, Reason.ServerClose)]
    [InlineData(805, Reason.RateLimit)]
    [InlineData(807, Reason.Auth)]
    [InlineData(814, Reason.ServerClose)]
    public void A_disconnect_has_its_reason(int code, Reason reason)
    {
        var frame = DhanVectors.Of(DhanVectors.Disconnect805);
        (frame[8], frame[9]) = ((byte)code, (byte)(code >> 8));
        Assert.Equal(new FrameVerdict(FrameKind.Refused, RejectKind.None, reason, code), _parser.Parse(frame, true, _ticks));
    }

    [Fact]
    public void Every_truncation_is_rejected_or_reads_the_whole_packets_before_it()
    {
        foreach (var packet in (string[])[DhanVectors.Ticker, DhanVectors.PreviousClose, DhanVectors.OpenInterest, DhanVectors.Quote, DhanVectors.Full, DhanVectors.Disconnect805])
        {
            var whole = Convert.FromHexString(packet);
            for (var length = 1; length < whole.Length; length++)
                Assert.Equal(FrameVerdict.Rejected(RejectKind.Truncated), _parser.Parse(whole.AsSpan(0, length), true, _ticks));
        }

        Assert.Equal(0, _ticks.Count);
    }

    [Fact]
    public void The_requests_are_those_of_the_documents()
    {
        var feed = Some.Feed("dhan");
        var messages = feed.Subscriptions(Some.Plan(feed, FeedMode.Quote, [.. Enumerable.Range(1, 101).Select(i => $"NSE_EQ:{i}")]));
        Assert.Equal(2, messages.Count);
        Assert.Equal("""{"RequestCode":17,"InstrumentCount":1,"InstrumentList":[{"ExchangeSegment":"NSE_EQ","SecurityId":"101"}]}""", System.Text.Encoding.UTF8.GetString(messages[1].Span));
    }

    private static IFrameParser Parser() => Some.Parser("dhan", FeedMode.Full, "NSE_EQ:1333", "NSE_FNO:49081", "IDX_I:13");

    private FrameVerdict Read(params string[] packets)
    {
        _ticks.Clear();
        return _parser.Parse(DhanVectors.Of(packets), true, _ticks);
    }
}
