using OrleansTicks.Simulator;

namespace OrleansTicks.Simulator.Tests;

/// <summary>The vectors of the wire's description, byte for byte.</summary>
public class DhanPacketTests
{
    private static readonly DateTimeOffset Ten = DateTimeOffset.FromUnixTimeSeconds(1_795_149_000);      // 2026-11-20 10:00:00 in India
    private static readonly DhanKey Future = new(2, 49081);
    private readonly byte[] _to = new byte[200];

    [Fact]
    public void Ticker()
    {
        var length = DhanPackets.WriteTicker(_to, new DhanKey(1, 1333), new MadeInstrument { Price = 165055, Time = Ten });
        Expect("02100001350500009a51ce44201a006b", length);
    }

    [Fact]
    public void Previous_close() => Expect("061000000d000000333cbe4600000000", DhanPackets.WritePreviousClose(_to, new DhanKey(0, 13), 2435010, 0));

    [Fact]
    public void Open_interest() => Expect("050c0002b9bf00008fd61200", DhanPackets.WriteOpenInterest(_to, Future, 1234575));

    [Fact]
    public void Quote() =>
        Expect(
            "04320002b9bf000000b5be464b00201a006b80a0be4606120f00672b0000ce560000008cbe46333cbe460004bf461a78be46",
            DhanPackets.WriteQuote(_to, Future, Made()));

    [Fact]
    public void Full() =>
        Expect(
            "08a20002b9bf000000b5be464b00201a006b80a0be4606120f00672b0000ce5600008fd61200c0eb1200804f1200008cbe46333cbe460004bf461a78be464b000000960000000100020000b4be4600b5be46960000002c01000002000300e6b3be461ab5be46e1000000c201000003000400cdb3be4633b5be462c0100005802000004000500b3b3be464db5be4677010000ee020000050006009ab3be4666b5be46",
            DhanPackets.WriteFull(_to, Future, Made()));

    [Fact]
    public void Disconnect() => Assert.Equal("320a0000000000002503", Convert.ToHexStringLower(DhanPackets.Disconnect(805)));

    private static MadeInstrument Made()
    {
        var made = new MadeInstrument
        {
            Price = 2441050, LastSize = 75, Time = Ten, Average = 2440025, Volume = 987654, TotalSell = 11111, TotalBuy = 22222, Open = 2439000, Close = 2435010, High = 2445000,
            Low = 2438005, OpenInterest = 1234575, OpenInterestHigh = 1240000, OpenInterestLow = 1200000,
        };
        for (var i = 0; i < 5; i++)
        {
            made.Bids[i] = new MadeLevel(2441000 - (5 * i), 75 * (i + 1), i + 1);
            made.Asks[i] = new MadeLevel(2441050 + (5 * i), 150 * (i + 1), i + 2);
        }

        return made;
    }

    private void Expect(string hex, int length) => Assert.Equal(hex, Convert.ToHexStringLower(_to.AsSpan(0, length)));
}
