using System.Text.RegularExpressions;

namespace OrleansTicks.Core;

/// <summary>What people type for an instrument: its full identity, the venue's symbol, or the predecessors' alias (<c>reliance</c> for <c>NSE:RELIANCE25JULFUT</c>).</summary>
public static partial class InstrumentNames
{
    /// <summary>The compatibility alias: the symbol without venue, series, expiry and strike, in lower case. Several instruments may share one.</summary>
    public static string Alias(this Instrument instrument) => Tail().Replace(instrument.Symbol, "").ToLowerInvariant();

    /// <summary>The instruments that <paramref name="text"/> may mean: by identity, else by symbol, else by alias, letter case aside. More than one = ambiguous.</summary>
    public static IReadOnlyList<Instrument> Find(IEnumerable<Instrument> instruments, string text)
    {
        List<Instrument> byName = [], bySymbol = [], byAlias = [];
        foreach (var instrument in instruments)
        {
            if (instrument.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) byName.Add(instrument);
            else if (instrument.Symbol.Equals(text, StringComparison.OrdinalIgnoreCase)) bySymbol.Add(instrument);
            else if (instrument.Alias().Equals(text, StringComparison.OrdinalIgnoreCase)) byAlias.Add(instrument);
        }

        // Venues may have names that differ in case alone; then the exact one is meant.
        if (byName.Count > 1 && byName.Find(instrument => instrument.Name == text) is { } exact) return [exact];
        return byName.Count > 0 ? byName : bySymbol.Count > 0 ? bySymbol : byAlias;
    }

    // Expiry (25JUL, or weekly 25717), then FUT or strike and CE or PE; or a series of the Indian exchanges.
    [GeneratedRegex(@"(?<=.)(?:\d{2}(?:[A-Z]{3}|[1-9OND]\d{2})(?:FUT|\d+(?:\.\d+)?(?:CE|PE))|-(?:EQ|BE|BZ|SM|ST|INDEX))$", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Tail();
}
