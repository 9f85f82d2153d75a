namespace OrleansTicks.Core;

/// <summary>The texts of candle intervals.</summary>
public static class CandleIntervals
{
    private static readonly string[] Texts = ["", "1s", "1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w", "1M"];

    /// <summary>Every text, shortest interval first.</summary>
    public static IReadOnlyList<string> All { get; } = Texts[1..];

    /// <summary><c>1m</c>.</summary>
    public static string Text(this CandleInterval interval) => (int)interval < Texts.Length ? Texts[(int)interval] : "";

    /// <summary>Reads <c>1m</c>; minutes and months differ by letter case.</summary>
    public static bool TryParse(string text, out CandleInterval interval)
    {
        interval = (CandleInterval)Math.Max(0, Array.IndexOf(Texts, text));
        return interval is not CandleInterval.None;
    }

    /// <summary>The same of bytes, without allocating.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out CandleInterval interval)
    {
        for (var i = 1; i < Texts.Length; i++)
        {
            if (!System.Text.Ascii.Equals(text, Texts[i])) continue;
            interval = (CandleInterval)i;
            return true;
        }

        interval = CandleInterval.None;
        return false;
    }
}
