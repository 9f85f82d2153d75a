using System.Buffers.Binary;

namespace OrleansTicks.Simulator;

/// <summary>Writes Dhan's packets: little endian, a header of 8 bytes with the whole length, prices as floats.</summary>
internal static class DhanPackets
{
    public const int TickerSize = 16;
    public const int QuoteSize = 50;
    public const int OpenInterestSize = 12;
    public const int PreviousCloseSize = 16;
    public const int FullSize = 162;
    private const int Header = 8;
    private const int DepthStart = 62;
    private const int LevelSize = 20;

    /// <summary>The venue's times are the wall clock of India, taken for UTC.</summary>
    public static uint LastTradeTime(DateTimeOffset time) => (uint)(time.ToUnixTimeSeconds() + 19_800);

    public static int WriteTicker(Span<byte> to, DhanKey key, MadeInstrument made)
    {
        WriteHeader(to, 2, TickerSize, key);
        WritePrice(to[8..], made.Price);
        BinaryPrimitives.WriteUInt32LittleEndian(to[12..], LastTradeTime(made.Time));
        return TickerSize;
    }

    public static int WritePreviousClose(Span<byte> to, DhanKey key, long close, long openInterest)
    {
        WriteHeader(to, 6, PreviousCloseSize, key);
        WritePrice(to[8..], close);
        BinaryPrimitives.WriteUInt32LittleEndian(to[12..], (uint)openInterest);
        return PreviousCloseSize;
    }

    public static int WriteOpenInterest(Span<byte> to, DhanKey key, long openInterest)
    {
        WriteHeader(to, 5, OpenInterestSize, key);
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], (uint)openInterest);
        return OpenInterestSize;
    }

    public static int WriteQuote(Span<byte> to, DhanKey key, MadeInstrument made)
    {
        WriteHeader(to, 4, QuoteSize, key);
        WriteTrade(to, made);
        WriteDay(to[34..], made);
        return QuoteSize;
    }

    public static int WriteFull(Span<byte> to, DhanKey key, MadeInstrument made)
    {
        WriteHeader(to, 8, FullSize, key);
        WriteTrade(to, made);
        BinaryPrimitives.WriteUInt32LittleEndian(to[34..], (uint)made.OpenInterest);
        BinaryPrimitives.WriteUInt32LittleEndian(to[38..], (uint)made.OpenInterestHigh);
        BinaryPrimitives.WriteUInt32LittleEndian(to[42..], (uint)made.OpenInterestLow);
        WriteDay(to[46..], made);
        for (var i = 0; i < MadeInstrument.Levels; i++)
        {
            var level = to[(DepthStart + (i * LevelSize))..];
            var (bid, ask) = (made.Bids[i], made.Asks[i]);
            BinaryPrimitives.WriteUInt32LittleEndian(level, (uint)bid.Size);
            BinaryPrimitives.WriteUInt32LittleEndian(level[4..], (uint)ask.Size);
            BinaryPrimitives.WriteUInt16LittleEndian(level[8..], (ushort)bid.Orders);
            BinaryPrimitives.WriteUInt16LittleEndian(level[10..], (ushort)ask.Orders);
            WritePrice(level[12..], bid.Price);
            WritePrice(level[16..], ask.Price);
        }

        return FullSize;
    }

    /// <summary>The packet before a close, with its reason.</summary>
    public static byte[] Disconnect(ushort reason)
    {
        var packet = new byte[10];
        WriteHeader(packet, 50, packet.Length, default);
        BinaryPrimitives.WriteUInt16LittleEndian(packet.AsSpan(8), reason);
        return packet;
    }

    private static void WriteHeader(Span<byte> to, byte code, int length, DhanKey key)
    {
        to[0] = code;
        BinaryPrimitives.WriteUInt16LittleEndian(to[1..], (ushort)length);
        to[3] = key.Segment;
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..Header], key.Id);
    }

    /// <summary>What quote and full have in common, from 8 to 34.</summary>
    private static void WriteTrade(Span<byte> to, MadeInstrument made)
    {
        WritePrice(to[8..], made.Price);
        BinaryPrimitives.WriteUInt16LittleEndian(to[12..], (ushort)made.LastSize);       // wraps at 65536, as the venue's does
        BinaryPrimitives.WriteUInt32LittleEndian(to[14..], LastTradeTime(made.Time));
        WritePrice(to[18..], made.Average);
        BinaryPrimitives.WriteUInt32LittleEndian(to[22..], (uint)made.Volume);
        BinaryPrimitives.WriteUInt32LittleEndian(to[26..], (uint)made.TotalSell);        // sell before buy
        BinaryPrimitives.WriteUInt32LittleEndian(to[30..], (uint)made.TotalBuy);
    }

    private static void WriteDay(Span<byte> to, MadeInstrument made)
    {
        WritePrice(to, made.Open);
        WritePrice(to[4..], made.Close);                     // open, close, high, low: in this order
        WritePrice(to[8..], made.High);
        WritePrice(to[12..], made.Low);
    }

    private static void WritePrice(Span<byte> to, long paise) => BinaryPrimitives.WriteSingleLittleEndian(to, (float)(paise / 100.0));
}
