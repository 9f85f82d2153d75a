using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

public sealed class BinanceFramesTests
{
    private const string Trade = """{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}""";
    private const string Book = """{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000","A":"1.54698000"}""";
    private const string Aggregate = """{"e":"aggTrade","E":1633998523963,"s":"NKNUSDT","a":15683430,"p":"0.35280000","q":"58.00000000","f":19862790,"l":19862790,"T":1633998523963,"m":false,"M":true}""";

    [Theory]
    [InlineData(Trade)]
    [InlineData("{\"stream\":\"btcusdt@trade\",\"data\":" + Trade + "}")]
    [InlineData("{\"data\":" + Trade + ",\"stream\":\"BTCUSDT@trade\"}")]
    [InlineData(" { \"stream\" : \"btcusdt@trade\" , \"data\" : " + Trade + " } \n")]
    public void A_trade_is_read_whole(string frame)
    {
        var (verdict, tick) = Read(frame);
        Assert.Equal(FrameVerdict.Data, verdict);
        Assert.Equal(TickKind.Trade, tick.Kind);
        Assert.Equal(1, tick.Instrument);
        Assert.Equal(3735683259, tick.Identity);
        Assert.Equal("61837.63", FixedPoint.Format(tick.Price, tick.PriceScale));
        Assert.Equal("0.02", FixedPoint.Format(tick.Size, tick.SizeScale));
        Assert.Equal("2024-08-08T23:54:15.342Z", TickTime.Format(tick.Time, tick.Flags));
        Assert.Equal(TickFlags.BuyerWasMaker, tick.Flags);
        Assert.Equal(0, tick.Received);
    }

    [Fact]
    public void Times_in_microseconds_keep_six_digits()
    {
        var (verdict, tick) = Read(Trade.Replace("1723161255342", "1723161255342117", StringComparison.Ordinal));
        Assert.Equal(FrameVerdict.Data, verdict);
        Assert.Equal("2024-08-08T23:54:15.342117Z", TickTime.Format(tick.Time, tick.Flags));
    }

    [Fact]
    public void A_quote_has_no_time_and_four_numbers()
    {
        var (verdict, tick) = Read("{\"stream\":\"btcusdt@bookTicker\",\"data\":" + Book + "}");
        Assert.Equal(FrameVerdict.Data, verdict);
        Assert.Equal(TickKind.Quote, tick.Kind);
        Assert.Equal(50093239212, tick.Identity);
        Assert.Equal(Tick.None, tick.Time);
        Assert.Equal("61837.63 3.78826 61837.64 1.54698", string.Join(' ',
            FixedPoint.Format(tick.Price, tick.PriceScale), FixedPoint.Format(tick.Size, tick.SizeScale), FixedPoint.Format(tick.Ask, tick.AskScale), FixedPoint.Format(tick.AskSize, tick.AskSizeScale)));
    }

    [Fact]
    public void An_aggregate_trade_goes_by_its_aggregate_id()
    {
        var (verdict, tick) = Read(Aggregate, aggregate: true);
        Assert.Equal(FrameVerdict.Data, verdict);
        Assert.Equal((TickKind.AggregateTrade, 15683430L, (ushort)0), (tick.Kind, tick.Identity, tick.Flags));
    }

    [Fact]
    public void What_was_not_asked_for_is_counted_and_no_more()
    {
        Assert.Equal(FrameKind.NotAsked, Read(Trade, aggregate: true).Verdict.Kind);
        Assert.Equal(FrameKind.NotAsked, Read(Aggregate).Verdict.Kind);
        Assert.Equal(FrameKind.NotAsked, Read(Book, mode: FeedMode.Ticker).Verdict.Kind);
        Assert.All(Frames.Of("binance-other"), frame => Assert.Equal(FrameKind.NotAsked, Read(Encoding.UTF8.GetString(frame)).Verdict.Kind));
        Assert.Equal(FrameKind.NotAsked, Read("""{"e":"somethingNew","E":1,"s":"BTCUSDT"}""").Verdict.Kind);
        Assert.Equal(FrameKind.NotAsked, Read("""{"stream":"!miniTicker@arr","data":[{"e":"24hrMiniTicker"}]}""").Verdict.Kind);
    }

    [Theory]
    [InlineData("""{"result":null,"id":1}""", FrameKind.Acknowledged)]
    [InlineData("""{"result":["btcusdt@trade"],"id":3}""", FrameKind.Acknowledged)]
    [InlineData("""{"code":2,"msg":"Invalid request","id":1}""", FrameKind.Error)]
    [InlineData("""{"code":3,"msg":"Invalid JSON"}""", FrameKind.Error)]
    [InlineData("""{"error":{"code":2,"msg":"x"},"id":1}""", FrameKind.Error)]
    [InlineData("""{"e":"serverShutdown","E":1770123456789}""", FrameKind.Goodbye)]
    [InlineData("""{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}}""", FrameKind.Goodbye)]
    public void Answers_and_announcements_are_no_data(string frame, FrameKind kind) => Assert.Equal(new FrameVerdict(kind), Read(frame).Verdict);

    [Theory]
    [InlineData("[" + Trade + "]", RejectKind.MissingField)]
    [InlineData("null", RejectKind.MissingField)]
    [InlineData("\"trade\"", RejectKind.MissingField)]
    [InlineData("", RejectKind.Truncated)]
    [InlineData("{}", RejectKind.MissingField)]
    [InlineData(Trade + "x", RejectKind.Malformed)]
    [InlineData(Trade + Trade, RejectKind.Malformed)]
    [InlineData("{\"result\":null}", RejectKind.MissingField)]
    [InlineData("{\"stream\":\"btcusdt@trade\"}", RejectKind.MissingField)]
    [InlineData("{\"data\":" + Trade + "}", RejectKind.MissingField)]
    [InlineData("{\"stream\":null,\"data\":" + Trade + "}", RejectKind.MissingField)]
    [InlineData("{\"stream\":\"btcusdt@trade\",\"data\":null}", RejectKind.MissingField)]
    [InlineData("{\"stream\":\"btcusdt@trade\",\"data\":{}}", RejectKind.MissingField)]
    [InlineData("{\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":1,\"s\":\"BTCUSDT\"}}", RejectKind.MissingField)]
    public void A_frame_that_is_not_what_it_should_be_is_rejected(string frame, RejectKind fault) => AssertRejected(frame, fault);

    [Theory]
    [InlineData("{\"stream\":\"ethusdt@trade\",\"data\":" + Trade + "}")]
    [InlineData("{\"stream\":\"btcusdt@bookTicker\",\"data\":" + Trade + "}")]
    [InlineData("{\"stream\":\"btcusdt@kline_1m\",\"data\":" + Trade + "}")]
    [InlineData("{\"stream\":\"btcusdt\",\"data\":" + Trade + "}")]
    [InlineData("{\"stream\":\"btcusdt@trade\",\"data\":" + Book + "}")]
    public void A_stream_that_carries_something_else_than_its_name_says_is_malformed(string frame) => AssertRejected(frame, RejectKind.Malformed);

    [Theory]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":\"1,234\"", RejectKind.BadNumber)]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":\"0x10\"", RejectKind.BadNumber)]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":\"1e400\"", RejectKind.Precision)]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":\"1e5\"", RejectKind.BadNumber)]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":\"\"", RejectKind.BadNumber)]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":\"NaN\"", RejectKind.BadNumber)]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":\" 1\"", RejectKind.BadNumber)]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":\"0.00\"", RejectKind.BadNumber)]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":\"-1\"", RejectKind.BadNumber)]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":61837.63", RejectKind.BadNumber)]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":\"0.000000000000000000000000000001\"", RejectKind.Precision)]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":\"92233720368547758.08\"", RejectKind.Precision)]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":null", RejectKind.MissingField)]
    [InlineData("\"p\":\"61837.63000000\",", "", RejectKind.MissingField)]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":\"1\",\"p\":\"1\"", RejectKind.Malformed)]
    [InlineData("\"p\":\"61837.63000000\"", "\"p\":\"1\",\"\\u0070\":\"1\"", RejectKind.Malformed)]
    [InlineData("\"q\":\"0.02000000\"", "\"q\":\"-0.02\"", RejectKind.BadNumber)]
    [InlineData("\"t\":3735683259", "\"t\":9223372036854775808", RejectKind.BadId)]
    [InlineData("\"t\":3735683259", "\"t\":-1", RejectKind.BadId)]
    [InlineData("\"t\":3735683259", "\"t\":1.0", RejectKind.BadId)]
    [InlineData("\"t\":3735683259", "\"t\":1e3", RejectKind.BadId)]
    [InlineData("\"t\":3735683259", "\"t\":\"3735683259\"", RejectKind.BadId)]
    [InlineData("\"T\":1723161255342", "\"T\":0", RejectKind.BadTime)]
    [InlineData("\"T\":1723161255342", "\"T\":1723161255", RejectKind.BadTime)]
    [InlineData("\"T\":1723161255342", "\"T\":-5", RejectKind.BadTime)]
    [InlineData("\"T\":1723161255342", "\"T\":\"1723161255342\"", RejectKind.BadTime)]
    [InlineData("\"T\":1723161255342", "\"T\":99999999999999", RejectKind.BadTime)]
    [InlineData("\"s\":\"BTCUSDT\"", "\"s\":\"XRPUSDT\"", RejectKind.UnknownInstrument)]
    [InlineData("\"s\":\"BTCUSDT\"", "\"s\":\"btcusdt\"", RejectKind.UnknownInstrument)]
    [InlineData("\"s\":\"BTCUSDT\"", "\"s\":\"\"", RejectKind.UnknownInstrument)]
    [InlineData("\"s\":\"BTCUSDT\"", "\"s\":\"BTC\\u0000USDT\"", RejectKind.UnknownInstrument)]
    [InlineData("\"s\":\"BTCUSDT\"", "\"s\":\"BTC\\nUSDT\"", RejectKind.UnknownInstrument)]
    [InlineData("\"s\":\"BTCUSDT\"", "\"s\":\"\u202EBTCUSDT\"", RejectKind.UnknownInstrument)]
    [InlineData("\"s\":\"BTCUSDT\"", "\"s\":\"BTC\nUSDT\"", RejectKind.Malformed)]
    [InlineData("\"s\":\"BTCUSDT\"", "\"s\":7", RejectKind.UnknownInstrument)]
    [InlineData("\"s\":\"BTCUSDT\"", "\"s\":\"\\ud800\"", RejectKind.BadText)]
    [InlineData("\"m\":true", "\"m\":1", RejectKind.MissingField)]
    [InlineData("\"m\":true", "\"m\":tru", RejectKind.Malformed)]
    [InlineData("\"e\":\"trade\"", "\"e\":7", RejectKind.MissingField)]
    [InlineData("\"M\":true", "\"M\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", RejectKind.TooDeep)]
    public void A_trade_with_one_thing_wrong_is_rejected_by_its_name(string right, string wrong, RejectKind fault)
    {
        Assert.Contains(right, Trade, StringComparison.Ordinal);
        AssertRejected(Trade.Replace(right, wrong, StringComparison.Ordinal), fault);
        AssertRejected("{\"stream\":\"btcusdt@trade\",\"data\":" + Trade.Replace(right, wrong, StringComparison.Ordinal) + "}", fault);
    }

    [Theory]
    [InlineData("\"b\":\"61837.63000000\",\"B\":\"3.78826000\"", "\"b\":\"0.00000000\",\"B\":\"0.00000000\"", RejectKind.None)]
    [InlineData("\"b\":\"61837.63000000\",\"B\":\"3.78826000\"", "\"b\":\"61837.63000000\",\"B\":\"0.00000000\"", RejectKind.None)]
    [InlineData("\"b\":\"61837.63000000\",\"B\":\"3.78826000\"", "\"b\":\"0.00000000\",\"B\":\"3.78826000\"", RejectKind.BadNumber)]
    [InlineData("\"b\":\"61837.63000000\"", "\"b\":\"-1\"", RejectKind.BadNumber)]
    [InlineData("\"A\":\"1.54698000\"", "\"A\":\"-1\"", RejectKind.BadNumber)]
    [InlineData("\"A\":\"1.54698000\"", "\"A\":null", RejectKind.MissingField)]
    [InlineData("\"u\":50093239212", "\"u\":\"50093239212\"", RejectKind.BadId)]
    [InlineData("\"u\":50093239212,", "", RejectKind.MissingField)]
    public void A_side_of_the_book_may_be_empty_but_not_nonsense(string right, string other, RejectKind fault)
    {
        var frame = Book.Replace(right, other, StringComparison.Ordinal);
        if (fault is RejectKind.None) Assert.Equal(FrameVerdict.Data, Read(frame).Verdict);
        else AssertRejected(frame, fault);
    }

    [Fact]
    public void More_fields_than_we_know_are_no_fault()
    {
        Assert.Equal(FrameVerdict.Data, Read(Trade.Replace("\"M\":true", "\"M\":true,\"new\":{\"a\":[1,2]},\"x\":null", StringComparison.Ordinal)).Verdict);
        Assert.Equal(FrameVerdict.Data, Read("{\"stream\":\"btcusdt@trade\",\"extra\":1,\"p\":\"5\",\"data\":" + Trade + "}").Verdict);
    }

    [Fact]
    public void Escapes_mean_what_they_stand_for()
    {
        var (verdict, tick) = Read(Trade.Replace("BTCUSDT", "B\\u0054CUSDT", StringComparison.Ordinal).Replace("61837.63000000", "6183\\u0037.63", StringComparison.Ordinal));
        Assert.Equal(FrameVerdict.Data, verdict);
        Assert.Equal((1, 6183763L), (tick.Instrument, tick.Price));
    }

    [Fact]
    public void A_symbol_of_ten_kilobytes_is_unknown_and_nothing_worse() =>
        AssertRejected(Trade.Replace("BTCUSDT", new string('X', 10_000), StringComparison.Ordinal), RejectKind.UnknownInstrument);

    [Fact]
    public void A_binary_frame_is_of_the_wrong_type_and_an_empty_one_a_sign_of_life()
    {
        var ticks = new TickBuffer();
        Assert.Equal(FrameVerdict.Rejected(RejectKind.WrongType), Some.Binance().Parse(Encoding.UTF8.GetBytes(Trade), binary: true, ticks));
        Assert.Equal(new FrameVerdict(FrameKind.Heartbeat), Some.Binance().Parse([], binary: true, ticks));
    }

    [Fact]
    public void A_frame_after_a_broken_one_is_read_as_ever()
    {
        var parser = Some.Binance();
        var ticks = new TickBuffer();
        for (var length = 0; length < Trade.Length; length++)
        {
            parser.Parse(Encoding.UTF8.GetBytes(Trade[..length]), binary: false, ticks);
            Assert.Equal(FrameVerdict.Data, parser.Parse(Encoding.UTF8.GetBytes(Trade), binary: false, ticks));
        }
    }

    private static void AssertRejected(string frame, RejectKind fault)
    {
        var ticks = new TickBuffer();
        Assert.Equal(FrameVerdict.Rejected(fault), Some.Binance().Parse(Encoding.UTF8.GetBytes(frame), binary: false, ticks));
        Assert.Equal(0, ticks.Count);
    }

    private static (FrameVerdict Verdict, Tick Tick) Read(string frame, FeedMode mode = FeedMode.Quote, bool aggregate = false)
    {
        var ticks = new TickBuffer();
        var verdict = Some.Binance(mode, aggregate).Parse(Encoding.UTF8.GetBytes(frame), binary: false, ticks);
        return (verdict, ticks.Count > 0 ? ticks[0] : default);
    }
}
