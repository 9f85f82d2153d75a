using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

public sealed class JsonFramesTests
{
    private const string Fields = "symbol=symbol,price=ltp,size=qty,time=ts:ns,id=seq";
    private const string Frame = """{"symbol":"NSE:A","ltp":104.20,"qty":7,"ts":1723161255342123456,"seq":1000000001}""";

    [Fact]
    public void A_tick_is_read_whole()
    {
        var (verdict, tick) = Read(Fields, Frame, "NSE:A");
        Assert.Equal(FrameVerdict.Data, verdict);
        Assert.Equal((TickKind.Trade, 1, 1000000001L), (tick.Kind, tick.Instrument, tick.Identity));
        Assert.Equal("104.2 7", $"{FixedPoint.Format(tick.Price, tick.PriceScale)} {FixedPoint.Format(tick.Size, tick.SizeScale)}");
        Assert.Equal("2024-08-08T23:54:15.342123456Z", TickTime.Format(tick.Time, tick.Flags));
    }

    [Fact]
    public void Without_a_size_it_is_a_last_price_and_says_so()
    {
        var (verdict, tick) = Read("symbol=symbol,price=ltp", Frame, "NSE:A");
        Assert.Equal(FrameVerdict.Data, verdict);
        Assert.Equal((TickKind.LastPrice, TickFlags.NoSize, 0L, Tick.None, Tick.None), (tick.Kind, tick.Flags, tick.Size, tick.Time, tick.Identity));
    }

    [Theory]
    [InlineData("1723161255", "s", "2024-08-08T23:54:15.000Z")]
    [InlineData("1723161255.342", "s", "2024-08-08T23:54:15.342Z")]
    [InlineData("1723161255342", "ms", "2024-08-08T23:54:15.342Z")]
    [InlineData("\"1723161255342\"", "ms", "2024-08-08T23:54:15.342Z")]
    [InlineData("1723161255342123", "us", "2024-08-08T23:54:15.342123Z")]
    public void Times_are_read_in_the_unit_that_was_named(string time, string unit, string expected)
    {
        var (verdict, tick) = Read($"symbol=s,price=p,time=t:{unit}", $$"""{"s":"A","p":1,"t":{{time}}}""", "A");
        Assert.Equal(FrameVerdict.Data, verdict);
        Assert.Equal(expected, TickTime.Format(tick.Time, tick.Flags));
        Assert.NotEqual(0, tick.Flags & TickFlags.NoSize);
    }

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("\"0.1\"", "0.1")]
    [InlineData("1e-7", "0.0000001")]
    [InlineData("1.5E3", "1500")]
    [InlineData("-37.63", "-37.63")]
    [InlineData("0", "0")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("0.123456789012345678", "0.123456789012345678")]
    public void Prices_are_exact(string written, string expected)
    {
        var (verdict, tick) = Read("symbol=s,price=p", $$"""{"s":"A","p":{{written}}}""", "A");
        Assert.Equal(FrameVerdict.Data, verdict);
        Assert.Equal(expected, FixedPoint.Format(tick.Price, tick.PriceScale));
    }

    [Fact]
    public void Fields_may_lie_in_objects_inside()
    {
        const string Nested = """{"type":"t","data":{"x":{"y":1},"i":{"s":"A"},"p":"5","list":[{"p":6}]},"p":7}""";
        var (verdict, tick) = Read("symbol=data.i.s,price=data.p", Nested, "A");
        Assert.Equal(FrameVerdict.Data, verdict);
        Assert.Equal(5, tick.Price);
        Assert.Equal(FrameKind.Heartbeat, Read("symbol=data.i.s,price=data.p", """{"data":null}""", "A").Verdict.Kind);
        Assert.Equal(RejectKind.MissingField, Read("symbol=data.i.s,price=data.p", """{"data":{"i":5,"p":1}}""", "A").Verdict.Reject);
    }

    [Fact]
    public void One_field_may_serve_twice()
    {
        var (verdict, tick) = Read("symbol=s,price=p,time=n:ms,id=n", """{"s":"A","p":1,"n":1723161255342}""", "A");
        Assert.Equal(FrameVerdict.Data, verdict);
        Assert.Equal((1723161255342, 1723161255342000), (tick.Identity, tick.Time));
    }

    [Theory]
    [InlineData("""{"type":"welcome"}""")]
    [InlineData("{}")]
    [InlineData("""{"seq":5,"ts":1723161255342123456}""")]
    public void An_object_with_neither_symbol_nor_price_is_a_sign_of_life(string frame) => Assert.Equal(new FrameVerdict(FrameKind.Heartbeat), Read(Fields, frame, "NSE:A").Verdict);

    [Theory]
    [InlineData("\"ltp\":104.20", "\"ltp\":null", RejectKind.MissingField)]
    [InlineData("\"ltp\":104.20,", "", RejectKind.MissingField)]
    [InlineData("\"symbol\":\"NSE:A\",", "", RejectKind.MissingField)]
    [InlineData(",\"seq\":1000000001", "", RejectKind.MissingField)]
    [InlineData("\"ltp\":104.20", "\"ltp\":true", RejectKind.BadNumber)]
    [InlineData("\"ltp\":104.20", "\"ltp\":{}", RejectKind.BadNumber)]
    [InlineData("\"ltp\":104.20", "\"ltp\":\"1,234\"", RejectKind.BadNumber)]
    [InlineData("\"ltp\":104.20", "\"ltp\":\"0x10\"", RejectKind.BadNumber)]
    [InlineData("\"ltp\":104.20", "\"ltp\":1e400", RejectKind.Precision)]
    [InlineData("\"ltp\":104.20", "\"ltp\":\"1e99999\"", RejectKind.BadNumber)]
    [InlineData("\"ltp\":104.20", "\"ltp\":0.000000000000000000000000000001", RejectKind.Precision)]
    [InlineData("\"ltp\":104.20", "\"ltp\":NaN", RejectKind.Malformed)]
    [InlineData("\"ltp\":104.20", "\"ltp\":1,\"ltp\":1", RejectKind.Malformed)]
    [InlineData("\"ltp\":104.20", "\"ltp\":1,\"\\u006ctp\":1", RejectKind.Malformed)]
    [InlineData("\"qty\":7", "\"qty\":-7", RejectKind.BadNumber)]
    [InlineData("\"ts\":1723161255342123456", "\"ts\":0", RejectKind.BadTime)]
    [InlineData("\"ts\":1723161255342123456", "\"ts\":\"2024-08-08\"", RejectKind.BadTime)]
    [InlineData("\"seq\":1000000001", "\"seq\":9223372036854775808", RejectKind.BadId)]
    [InlineData("\"seq\":1000000001", "\"seq\":\"a\"", RejectKind.BadId)]
    [InlineData("\"seq\":1000000001", "\"seq\":-1", RejectKind.BadId)]
    [InlineData("\"symbol\":\"NSE:A\"", "\"symbol\":\"NSE:B\"", RejectKind.UnknownInstrument)]
    [InlineData("\"symbol\":\"NSE:A\"", "\"symbol\":[]", RejectKind.UnknownInstrument)]
    public void A_tick_with_one_thing_wrong_is_rejected_by_its_name(string right, string wrong, RejectKind fault)
    {
        Assert.Contains(right, Frame, StringComparison.Ordinal);
        Assert.Equal(FrameVerdict.Rejected(fault), Read(Fields, Frame.Replace(right, wrong, StringComparison.Ordinal), "NSE:A").Verdict);
    }

    [Theory]
    [InlineData("[]", RejectKind.MissingField)]
    [InlineData("null", RejectKind.MissingField)]
    [InlineData("[" + Frame + "]", RejectKind.MissingField)]
    [InlineData("pong", RejectKind.Malformed)]
    [InlineData("", RejectKind.Truncated)]
    public void What_is_no_object_is_rejected(string frame, RejectKind fault) => Assert.Equal(FrameVerdict.Rejected(fault), Read(Fields, frame, "NSE:A").Verdict);

    [Fact]
    public void Symbols_may_be_escaped_or_numbers()
    {
        Assert.Equal(FrameVerdict.Data, Read("symbol=s,price=p", """{"s":"M\u0026M","p":1}""", "M&M").Verdict);
        Assert.Equal(FrameVerdict.Data, Read("symbol=s,price=p", """{"s":11536,"p":1}""", "11536").Verdict);
    }

    private static (FrameVerdict Verdict, Tick Tick) Read(string fields, string frame, params string[] symbols)
    {
        var ticks = new TickBuffer();
        var verdict = Some.Json(fields, symbols).Parse(Encoding.UTF8.GetBytes(frame), binary: false, ticks);
        Assert.Equal(verdict.Kind is FrameKind.Data ? 1 : 0, ticks.Count);
        return (verdict, ticks.Count > 0 ? ticks[0] : default);
    }
}
