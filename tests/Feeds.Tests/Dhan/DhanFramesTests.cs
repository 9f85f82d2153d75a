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
        var tick = Assert.Single(Prices());
        Assert.Equal((2, TickKind.Trade, "24410.5", 75, TenInIndia), (tick.Instrument, tick.Kind, FixedPoint.Format(tick.Price, tick.PriceScale), tick.Size, tick.Time));
        Assert.Equal((1_795_168_800L / 86_400 << 32) | 987_654, tick.Identity);
    }

    [Fact]
    public void A_full_packet_brings_the_best_level_too()
    {
        Assert.Equal(FrameVerdict.Data, Read(DhanVectors.Full));
        Assert.Equal(2, Prices().Count);
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
        Assert.Equal([1, 2], Prices().Select(tick => tick.Instrument));
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
        Assert.Equal([1, 2], Prices().Select(tick => tick.Instrument));
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
        Assert.Equal(2, Assert.Single(Prices()).Instrument);
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

    [Fact]
    public void A_full_packet_brings_the_day_and_five_levels_of_both_sides()
    {
        Read(DhanVectors.Full);
        Assert.Equal(
            ["open 24390", "high 24450", "low 24380.05", "close 24350.1", "volume 987654", "open-interest 1234575", "open-interest-high 1240000", "open-interest-low 1200000"],
            Kept(TickKind.Day).Select(tick => $"{tick.Figure().Word()} {FixedPoint.Format(tick.Price, tick.PriceScale)}"));
        Assert.Equal(
            [
                "1 24410 75 1", "-1 24410.5 150 2", "2 24409.95 150 2", "-2 24410.55 300 3", "3 24409.9 225 3", "-3 24410.6 450 4", "4 24409.85 300 4", "-4 24410.65 600 5",
                "5 24409.8 375 5", "-5 24410.7 750 6",
            ],
            Kept(TickKind.Depth).Select(Level));
        Assert.All(Kept(TickKind.Depth), tick => Assert.Equal((2, Tick.None, Tick.None), (tick.Instrument, tick.Time, tick.Identity)));
    }

    [Fact]
    public void Only_what_changed_of_day_and_levels_comes_again()
    {
        Read(DhanVectors.Full);
        var frame = DhanVectors.Of(DhanVectors.Full);
        frame[34]++;                                                // open interest
        frame[62 + 20 + 4]++;                                       // the size of the second ask
        frame[62 + 40 + 8]++;                                       // the orders of the third bid
        _ticks.Clear();
        Assert.Equal(FrameVerdict.Data, _parser.Parse(frame, true, _ticks));
        Assert.Equal(["open-interest 1234576"], Kept(TickKind.Day).Select(tick => $"{tick.Figure().Word()} {tick.Price}"));
        Assert.Equal(["-2 24410.55 301 3", "3 24409.9 225 4"], Kept(TickKind.Depth).Select(Level));
        Assert.Equal(3, _ticks.Count);
    }

    [Fact]
    public void The_packets_beside_bring_the_day_before_and_the_open_interest()
    {
        Read(DhanVectors.PreviousClose, DhanVectors.OpenInterest, DhanVectors.OpenInterest);
        Assert.Equal(["previous-close 24350.1", "open-interest 1234575"], Kept(TickKind.Day).Select(tick => $"{tick.Figure().Word()} {FixedPoint.Format(tick.Price, tick.PriceScale)}"));
    }

    [Fact]
    public void A_bad_level_rejects_its_packet_and_changes_nothing()
    {
        var frame = DhanVectors.Of(DhanVectors.Full);
        frame.AsSpan(62 + 80 + 12, 4).Fill(0xFF);
        Assert.Equal(FrameVerdict.Rejected(RejectKind.BadNumber), _parser.Parse(frame, true, _ticks));
        Assert.Equal(0, _ticks.Count);
        Read(DhanVectors.Full);
        Assert.Equal((8, 10), (Kept(TickKind.Day).Count, Kept(TickKind.Depth).Count));
    }

    [Fact]
    public void Last_prices_alone_are_asked_for_in_ticker_mode()
    {
        var parser = Some.Parser("dhan", FeedMode.Ticker, "IDX_I:13");
        Assert.Equal(FrameVerdict.Data, parser.Parse(DhanVectors.Of(DhanVectors.PreviousClose), true, _ticks));
        Assert.Equal(0, _ticks.Count);
    }

    private static string Level(Tick tick) => $"{tick.Level()} {FixedPoint.Format(tick.Price, tick.PriceScale)} {tick.Size} {tick.Orders()}";

    private static IFrameParser Parser() => Some.Parser("dhan", FeedMode.Full, "NSE_EQ:1333", "NSE_FNO:49081", "IDX_I:13");

    private List<Tick> Prices() => [.. _ticks.Span.ToArray().Where(tick => tick.Kind.IsPrice())];

    private List<Tick> Kept(TickKind kind) => [.. _ticks.Span.ToArray().Where(tick => tick.Kind == kind)];

    private FrameVerdict Read(params string[] packets)
    {
        _ticks.Clear();
        return _parser.Parse(DhanVectors.Of(packets), true, _ticks);
    }
}
