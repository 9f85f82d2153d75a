using System.Buffers.Binary;

namespace OrleansTicks.Feeds;

/// <summary>One packet: little-endian fields at the places of dhan.md section 5. Holds whole packets only.</summary>
internal readonly ref struct DhanPacket(ReadOnlySpan<byte> bytes)
{
    public const int HeaderSize = 8;
    public const int Levels = 5;

    private const int DepthStart = 62;
    private const int LevelSize = 20;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public byte Code => _bytes[0];

    /// <summary>What the header says of the packet's length; the fixed size counts where it says something else.</summary>
    public ushort SaidLength => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[1..]);

    public byte Segment => _bytes[3];

    public uint SecurityId => Word(4);

    public int Length => _bytes.Length;

    // Ticker, quote and full.
    public float LastPrice => Single(8);

    public uint LastTime => Code is DhanCode.Ticker ? Word(12) : Word(14);

    // Quote and full.
    public ushort LastQuantity => Half(12);

    public float AveragePrice => Single(18);

    public uint Volume => Word(22);

    public uint SellQuantity => Word(26);

    public uint BuyQuantity => Word(30);

    public float Open => Single(DayStart);

    public float Close => Single(DayStart + 4);

    public float High => Single(DayStart + 8);

    public float Low => Single(DayStart + 12);

    // Full, and the packet of open interest.
    public uint OpenInterest => Code is DhanCode.OpenInterest ? Word(8) : Word(34);

    public uint OpenInterestHigh => Word(38);

    public uint OpenInterestLow => Word(42);

    // Previous close.
    public float PreviousClose => Single(8);

    public uint PreviousOpenInterest => Word(12);

    // Disconnect.
    public ushort Reason => Half(8);

    private int DayStart => Code is DhanCode.Full ? 46 : 34;

    /// <summary>Of a full packet: one of the five levels, best first.</summary>
    public DhanLevel Level(int index)
    {
        var at = DepthStart + (index * LevelSize);
        return new(Single(at + 12), Word(at), Half(at + 8), Single(at + 16), Word(at + 4), Half(at + 10));
    }

    private ushort Half(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[at..]);

    private uint Word(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[at..]);

    private float Single(int at) => BinaryPrimitives.ReadSingleLittleEndian(_bytes[at..]);
}
