using System.Buffers.Binary;
using OrleansTicks.Simulator;

namespace OrleansTicks.Simulator.Tests;

/// <summary>The vectors of the wire's description, byte for byte.</summary>
public class FyersFrameTests
{
    private const int None = FyersFrames.Absent;
    private static readonly int[] First =
        [82055, 1000000, 1795149000, 1795149000, 10, 20, 82050, 82055, 5, 1000, 2000, 81990, None, 81500, 82500, None, None, 74000, 90000, 81700, 81600];

    [Fact]
    public void Login_result() => Assert.Equal("000d01020100014b02000400000032", Convert.ToHexStringLower(FyersFrames.LoginResult(ok: true, 50)));

    [Fact]
    public void Subscribe_result() => Assert.Equal("000604010100014b", Convert.ToHexStringLower(FyersFrames.Result(4, ok: true)));

    [Fact]
    public void Snapshot()
    {
        var message = new Utf8Text(10);
        FyersFrames.Begin(message, 1);
        FyersFrames.AppendSnapshot(message, 1, "sf|nse_cm|3045", Bytes(First), 1, 2, ("nse_cm", "3045", "SBIN-EQ"));
        FyersFrames.End(message, 1);
        Assert.Equal(
            "0087060000000100015300010e73667c6e73655f636d7c333034351500014087000f42406affccc86affccc80000000a00000014000140820001408700000005000003e8000007d0000140468000000000013e5c0001424480000000800000000001211000015f9000013f2400013ec00000000102066e73655f636d0433303435075342494e2d4551",
            Convert.ToHexStringLower(message.Span));
    }

    [Fact]
    public void Update_and_lite_in_one_message()
    {
        int[] next = [.. First];
        (next[0], next[1], next[2], next[3]) = (82060, 1000005, 1795149001, 1795149001);
        var message = new Utf8Text(10);
        FyersFrames.Begin(message, 2);
        FyersFrames.AppendUpdate(message, 1, Bytes(First), Bytes(next));
        FyersFrames.AppendLite(message, 1, Bytes([82065]));
        FyersFrames.End(message, 2);
        Assert.Equal(
            "006606000000020002550001150001408c000f42456affccc96affccc980000000800000008000000080000000800000008000000080000000800000008000000080000000800000008000000080000000800000008000000080000000800000004c000100014091",
            Convert.ToHexStringLower(message.Span));
    }

    [Fact]
    public void Requests_are_read()
    {
        var login = FyersRequest.Read(Convert.FromHexString("001801040100034b4559020001500300010104000553494d2d31"))!;
        Assert.Equal((1, "KEY", "P", 1UL, "SIM-1"), (login.Type, login.Text(1), login.Text(2), login.Number(3), login.Text(4)));
        var subscribe = FyersRequest.Read(Convert.FromHexString("002d040201002400020e73667c6e73655f636d7c333034351269667c6e73655f636d7c4e696674792035300200010b"))!;
        Assert.Equal(["sf|nse_cm|3045", "if|nse_cm|Nifty 50"], subscribe.Topics());
        Assert.Equal(11UL, subscribe.Number(2));
        var lite = FyersRequest.Read(Convert.FromHexString("00110c0201000800000000000008000200014c"))!;
        Assert.Equal((12, 1UL << 11, "L"), (lite.Type, lite.Number(1), lite.Text(2)));
        var ack = FyersRequest.Read(Convert.FromHexString("0009030101000400000007"))!;
        Assert.Equal((3, 7UL), (ack.Type, ack.Number(1)));
        Assert.Equal(11, FyersRequest.Read(Convert.FromHexString("00010b"))!.Type);
    }

    [Theory]
    [InlineData("0001")]
    [InlineData("00010401")]
    [InlineData("0001040101000501")]
    public void What_is_no_request_is_null(string hex) => Assert.Null(FyersRequest.Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("NSE:SBIN-EQ=3045", "10100000003045", "sf|nse_cm|3045")]
    [InlineData("NSE:NIFTY50-INDEX=26000", "101000000026000", "if|nse_cm|Nifty 50")]
    [InlineData("NSE:BAJAJ-AUTO25JULFUT=77", "101125073177", "sf|nse_fo|77")]
    [InlineData("NSE:NIFTY2632423050PE=88", "101126032488", "sf|nse_fo|88")]
    [InlineData("MCX:CRUDEOIL20OCTFUT=99", "112020103199", "sf|mcx_fo|99")]
    [InlineData("BSE:SENSEX-INDEX=51", "121000000051", "if|bse_cm|SENSEX")]
    [InlineData("NSE:GBPINR20N0580.5PE=66", "101220110566", "sf|cde_fo|66")]
    public void A_symbol_has_its_token_and_topic(string text, string token, string topic)
    {
        var instrument = FyersInstrument.Read(text, 1001)!;
        Assert.Equal((token, topic), (instrument.FyToken, instrument.MainTopic));
    }

    private static byte[] Bytes(int[] values)
    {
        var bytes = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 4), values[i]);
        return bytes;
    }
}
