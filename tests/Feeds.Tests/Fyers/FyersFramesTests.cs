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
        var ticks = Prices();
        Assert.Equal([TickKind.Trade, TickKind.Quote], ticks.Select(tick => tick.Kind));
        Assert.Equal(("820.55", 5L, 1_795_149_000_000_000, 7), (FixedPoint.Format(ticks[0].Price, ticks[0].PriceScale), ticks[0].Size, ticks[0].Time, ticks[0].Instrument));
        Assert.Equal(("820.5", 10L, "820.55", 20L), (FixedPoint.Format(ticks[1].Price, ticks[1].PriceScale), ticks[1].Size, FixedPoint.Format(ticks[1].Ask, ticks[1].AskScale), ticks[1].AskSize));
    }

    [Fact]
    public void An_update_changes_only_what_it_carries()
    {
        Read(FyersVectors.Snapshot);
        Assert.Equal(FrameVerdict.Data, Read(FyersVectors.UpdateAndLite));
        var ticks = Prices();
        Assert.Equal([(TickKind.Trade, "820.6"), (TickKind.LastPrice, "820.65")], ticks.Select(tick => (tick.Kind, FixedPoint.Format(tick.Price, tick.PriceScale))));
        Assert.Equal((1_795_149_001L / 86_400 << 32) | 1_000_005, ticks[0].Identity);
    }

    [Fact]
    public void A_snapshot_brings_the_day_and_an_update_what_changed_of_it()
    {
        Read(FyersVectors.Snapshot);
        Assert.Equal(["open 817", "high 825", "low 815", "previous-close 816", "volume 1000000"], Days());
        Read(FyersVectors.UpdateAndLite);
        Assert.Equal(["volume 1000005"], Days());
    }

    [Fact]
    public void A_depth_topic_brings_five_levels_of_both_sides()
    {
        var parser = new FyersFrames(new SymbolTable([new Instrument(7, "dp|nse_cm|3045")], instrument => instrument.Name), FeedMode.Full);
        int[] fields =
        [
            82_050, 82_045, 82_040, 82_035, 82_030, 82_055, 82_060, 82_065, 82_070, 82_075,
            10, 20, 30, 40, 50, 15, 25, 35, 45, 55, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
        ];
        Assert.Equal(FrameVerdict.Data, parser.Parse(DepthMessage(83, "dp|nse_cm|3045", fields), true, _ticks));
        Assert.Equal(
            [
                "1 820.5 10 1", "-1 820.55 15 6", "2 820.45 20 2", "-2 820.6 25 7", "3 820.4 30 3", "-3 820.65 35 8", "4 820.35 40 4", "-4 820.7 45 9", "5 820.3 50 5", "-5 820.75 55 10",
            ],
            Levels());
        _ticks.Clear();
        Array.Fill(fields, int.MinValue);
        (fields[17], fields[24]) = (36, 6);                  // the third ask's size, the fifth bid's orders
        parser.Parse(DepthMessage(85, "", fields), true, _ticks);
        Assert.Equal(["-3 820.65 36 8", "5 820.3 50 6"], Levels());
        Assert.Equal(2, _ticks.Count);
    }

    [Fact]
    public void A_topic_without_a_snapshot_is_counted_and_never_guessed() =>
        Assert.Equal(FrameVerdict.Rejected(RejectKind.UnknownInstrument), Read(FyersVectors.UpdateAndLite));

    [Fact]
    public void Messages_back_to_back_are_all_read()
    {
        Assert.Equal(FrameKind.Data, Read(FyersVectors.LoginOk, FyersVectors.SubscribeOk, FyersVectors.Snapshot, FyersVectors.UpdateAndLite).Kind);
        Assert.Equal(4, Prices().Count);
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

    private static byte[] DepthMessage(byte kind, string name, int[] fields)
    {
        byte[] head = kind == 83 ? [kind, 0, 1, (byte)name.Length, .. System.Text.Encoding.ASCII.GetBytes(name), (byte)fields.Length] : [kind, 0, 1, (byte)fields.Length];
        byte[] tail = kind == 83 ? [0, 0, 0, 1, 2, 1, (byte)'X', 1, (byte)'Y', 1, (byte)'Z'] : [];
        byte[] body = [6, 0, 0, 0, 1, 0, 1, .. head, .. fields.SelectMany(field => BitConverter.GetBytes(field).Reverse()), .. tail];
        return [(byte)(body.Length >> 8), (byte)body.Length, .. body];
    }

    private List<Tick> Prices() => [.. _ticks.Span.ToArray().Where(tick => tick.Kind.IsPrice())];

    private IEnumerable<string> Days() => _ticks.Span.ToArray().Where(tick => tick.Kind is TickKind.Day).Select(tick => $"{tick.Figure().Word()} {FixedPoint.Format(tick.Price, tick.PriceScale)}");

    private IEnumerable<string> Levels() => _ticks.Span.ToArray().Where(tick => tick.Kind is TickKind.Depth)
        .Select(tick => $"{tick.Level()} {FixedPoint.Format(tick.Price, tick.PriceScale)} {tick.Size} {tick.Orders()}");

    private FrameVerdict Read(params string[] messages)
    {
        _ticks.Clear();
        return _parser.Parse(FyersVectors.Of(messages), true, _ticks);
    }
}
