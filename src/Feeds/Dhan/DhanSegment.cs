namespace OrleansTicks.Feeds;

/// <summary>DhanHQ's exchange segments: a name in requests, a byte in packets (dhan.md section 3; 6 is unused).</summary>
internal static class DhanSegment
{
    private static readonly string?[] Names = ["IDX_I", "NSE_EQ", "NSE_FNO", "NSE_CURRENCY", "BSE_EQ", "MCX_COMM", null, "BSE_CURRENCY", "BSE_FNO"];

    /// <summary>Every name, for messages.</summary>
    public static string All { get; } = string.Join(", ", Names.Where(name => name is not null));

    /// <summary>The segment's byte, or -1.</summary>
    public static int CodeOf(string name) => Array.FindIndex(Names, known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The segment's name, or null.</summary>
    public static string? NameOf(byte code) => code < Names.Length ? Names[code] : null;
}
