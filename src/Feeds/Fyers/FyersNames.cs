namespace OrleansTicks.Feeds;

/// <summary>From a symbol and its fytoken to topics (fyers.md section 5).</summary>
internal static class FyersNames
{
    private const int TokenStart = 10;

    private static readonly Dictionary<string, string> Segments = new(StringComparer.Ordinal)
    {
        ["1010"] = "nse_cm", ["1011"] = "nse_fo", ["1012"] = "cde_fo", ["1020"] = "nse_com", ["1120"] = "mcx_fo", ["1210"] = "bse_cm", ["1211"] = "bse_fo", ["1212"] = "bcs_fo",
    };

    /// <summary>The display names of the indices that people follow; any other index is called by the text of its symbol.</summary>
    private static readonly Dictionary<string, string> Indices = new(StringComparer.Ordinal)
    {
        ["NIFTY50-INDEX"] = "Nifty 50", ["NIFTYBANK-INDEX"] = "Nifty Bank", ["FINNIFTY-INDEX"] = "Nifty Fin Service", ["MIDCPNIFTY-INDEX"] = "NIFTY MID SELECT",
        ["NIFTYMIDSELECT-INDEX"] = "NIFTY MID SELECT", ["NIFTYNXT50-INDEX"] = "Nifty Next 50", ["INDIAVIX-INDEX"] = "India VIX", ["SENSEX-INDEX"] = "SENSEX", ["BANKEX-INDEX"] = "BANKEX",
    };

    public static bool IsIndex(string symbol) => symbol.EndsWith("-INDEX", StringComparison.Ordinal);

    /// <summary>The topic of prices, or null when the fytoken is none.</summary>
    public static string? Prices(string symbol, string fytoken)
    {
        if (SegmentOf(fytoken) is not { } segment) return null;
        if (!IsIndex(symbol)) return $"sf|{segment}|{fytoken[TokenStart..]}";
        var name = symbol[(symbol.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return $"if|{segment}|{(Indices.TryGetValue(name, out var display) ? display : name[..name.IndexOf('-', StringComparison.Ordinal)])}";
    }

    /// <summary>The topic of the book; indices have none.</summary>
    public static string? Depth(string symbol, string fytoken) => IsIndex(symbol) || SegmentOf(fytoken) is not { } segment ? null : $"dp|{segment}|{fytoken[TokenStart..]}";

    private static string? SegmentOf(string fytoken) =>
        fytoken.Length > TokenStart && fytoken.All(char.IsAsciiDigit) && Segments.TryGetValue(fytoken[..4], out var segment) ? segment : null;
}
