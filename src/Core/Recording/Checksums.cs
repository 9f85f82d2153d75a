using System.Numerics;
using System.Runtime.InteropServices;

namespace OrleansTicks.Core;

/// <summary>CRC32C of what is written to disk.</summary>
internal static class Checksums
{
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes)) crc = BitOperations.Crc32C(crc, word);
        foreach (var b in bytes[(bytes.Length & ~7)..]) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
