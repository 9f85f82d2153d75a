using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests.Fyers;

public sealed class FyersFramesTests
{
    private readonly TickBuffer _ticks = new();
    private readonly IFrameParser _parser = Parser(FeedMode.Quote);

    [Fact]
    public void A_snapshot_brings_trade_and_quote()
    {
        Assert.Equal(FrameVerdict.Data, Read(FyersVectors.Snapshot));
        var ticks = _ticks.Span.ToArray();
        Assert.Equal([TickKind.Trade, TickKind.Quote], ticks.Select(tick => tick.Kind));
        Assert.Equal(("820.55", 5L, 1_795_149_000_000_000, 7), (FixedPoint.Format(ticks[0].Price, ticks[0].PriceScale), ticks[0].Size, ticks[0].Time, ticks[0].Instrument));
        Assert.Equal(("820.5", 10L, "820.55", 20L), (FixedPoint.Format(ticks[1].Price, ticks[1].PriceScale), ticks[1].Size, FixedPoint.Format(ticks[1].Ask, ticks[1].AskScale), ticks[1].AskSize));
    }

    [Fact]
    public void An_update_changes_only_what_it_carries()
    {
        Read(FyersVectors.Snapshot);
        Assert.Equal(FrameVerdict.Data, Read(FyersVectors.UpdateAndLite));
        var ticks = _ticks.Span.ToArray();
        Assert.Equal([(TickKind.Trade, "820.6"), (TickKind.LastPrice, "820.65")], ticks.Select(tick => (tick.Kind, FixedPoint.Format(tick.Price, tick.PriceScale))));
        Assert.Equal((1_795_149_001L / 86_400 << 32) | 1_000_005, ticks[0].Identity);
    }

    [Fact]
    public void A_topic_without_a_snapshot_is_counted_and_never_guessed() =>
        Assert.Equal(FrameVerdict.Rejected(RejectKind.UnknownInstrument), Read(FyersVectors.UpdateAndLite));

    [Fact]
    public void Messages_back_to_back_are_all_read()
    {
        Assert.Equal(FrameKind.Data, Read(FyersVectors.LoginOk, FyersVectors.SubscribeOk, FyersVectors.Snapshot, FyersVectors.UpdateAndLite).Kind);
        Assert.Equal(4, _ticks.Count);
    }

    [Fact]
    public void Answers_are_what_they_are()
    {
        Assert.Equal(FrameKind.Welcomed, Read(FyersVectors.LoginOk).Kind);
        Assert.Equal(FrameKind.Acknowledged, Read(FyersVectors.SubscribeOk).Kind);
        Assert.Equal(new FrameVerdict(FrameKind.Refused, RejectKind.None, Reason.Auth, 11001), Read("000601010100014e"));
    }

    [Fact]
    public void The_venue_hears_of_every_so_many_messages()
    {
        Read("000d01020100014b02000400000002");            // every second one
        Read(FyersVectors.Snapshot);
        Assert.False(_parser.TryTakeReply(out _));
        Read(FyersVectors.UpdateAndLite);
        Assert.True(_parser.TryTakeReply(out var reply));
        Assert.Equal("0009030101000400000002", Convert.ToHexStringLower(reply.Span));
        Assert.False(_parser.TryTakeReply(out _));
    }

    [Fact]
    public void Every_truncation_is_rejected()
    {
        foreach (var message in (string[])[FyersVectors.LoginOk, FyersVectors.SubscribeOk, FyersVectors.Snapshot])
        {
            var whole = Convert.FromHexString(message);
            for (var length = 1; length < whole.Length; length++) Assert.Equal(FrameVerdict.Rejected(RejectKind.Truncated), _parser.Parse(whole.AsSpan(0, length), true, _ticks));
        }

        Assert.Equal(0, _ticks.Count);
    }

    [Fact]
    public void The_requests_are_those_of_the_documents()
    {
        Assert.Equal(FyersVectors.Login, Convert.ToHexStringLower(FyersRequests.Login("KEY", "SIM-1").Span));
        Assert.Equal(FyersVectors.Subscribe, Convert.ToHexStringLower(FyersRequests.Subscribe(["sf|nse_cm|3045", "if|nse_cm|Nifty 50"]).Span));
        Assert.Equal(FyersVectors.ModeLite, Convert.ToHexStringLower(FyersRequests.Mode(lite: true).Span));
        Assert.Equal(FyersVectors.AckOfSeven, Convert.ToHexStringLower(FyersRequests.Acknowledge(7).Span));
        Assert.Equal("00010b", Convert.ToHexStringLower(FyersRequests.Ping().Span));
    }

    [Theory]
    [InlineData("NSE:NIFTY26SEPFUT", "101126092968407", "sf|nse_fo|68407")]
    [InlineData("NSE:NIFTY50-INDEX", "101000000026000", "if|nse_cm|Nifty 50")]
    [InlineData("NSE:NIFTYIT-INDEX", "101000000026008", "if|nse_cm|NIFTYIT")]
    [InlineData("BSE:SBIN-A", "1210000000500112", "sf|bse_cm|500112")]
    [InlineData("NSE:X-EQ", "9999", null)]
    public void Topics_are_made_of_fytokens(string symbol, string fytoken, string? topic) => Assert.Equal(topic, FyersNames.Prices(symbol, fytoken));

    [Fact]
    public void The_key_of_the_data_socket_lies_in_the_token()
    {
        var payload = Convert.ToBase64String("""{"hsm_key":"abc","exp":1795149000}"""u8).TrimEnd('=');
        Assert.Equal("abc", FyersToken.KeyOf($"APP-100:e30.{payload}.sig"));
        Assert.Null(FyersToken.KeyOf("APP-100:nonsense"));
        Assert.Null(FyersToken.KeyOf("a.!!!.c"));
    }

    private static IFrameParser Parser(FeedMode mode) => new FyersFrames(new SymbolTable([new Instrument(7, "sf|nse_cm|3045")], instrument => instrument.Name), mode);

    private FrameVerdict Read(params string[] messages)
    {
        _ticks.Clear();
        return _parser.Parse(FyersVectors.Of(messages), true, _ticks);
    }
}
