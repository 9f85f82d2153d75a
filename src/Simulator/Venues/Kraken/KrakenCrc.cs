namespace OrleansTicks.Simulator;

/// <summary>CRC-32 as IEEE 802.3 has it.</summary>
internal static class KrakenCrc
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var next in bytes) crc = (crc >> 8) ^ Table[(crc ^ next) & 0xff];
        return ~crc;
    }

    private static uint Entry(int index)
    {
        var entry = (uint)index;
        for (var bit = 0; bit < 8; bit++) entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ 0xedb88320;
        return entry;
    }
}
