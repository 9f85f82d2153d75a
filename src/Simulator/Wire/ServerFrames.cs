using System.Buffers.Binary;

namespace OrleansTicks.Simulator;

/// <summary>Writes frames as a server does: whole, unmasked.</summary>
internal static class ServerFrames
{
    public const int MaxHeader = 10;

    /// <summary>Writes the header and says how long it is.</summary>
    public static int WriteHeader(Span<byte> to, Opcode opcode, int length)
    {
        to[0] = (byte)(0x80 | (byte)opcode);
        switch (length)
        {
            case < 126:
                to[1] = (byte)length;
                return 2;
            case <= ushort.MaxValue:
                to[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)length);
                return 4;
            default:
                to[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(to[2..], (ulong)length);
                return 10;
        }
    }
}
