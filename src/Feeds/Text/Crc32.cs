namespace OrleansTicks.Feeds;

/// <summary>CRC-32 as IEEE 802.3 and zip have it; the processor's own instruction computes another polynomial.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Enumerable.Range(0, 8).Aggregate((uint)i, (crc, _) => (crc >> 1) ^ ((crc & 1) * 0xEDB8_8320)))];

    public const uint Start = uint.MaxValue;

    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes) crc = (crc >> 8) ^ Table[(byte)(crc ^ b)];
        return crc;
    }

    public static uint End(uint crc) => ~crc;
}
