using System.Globalization;

namespace OrleansTicks.Client;

/// <summary>Spans of time as people type them: <c>500ms</c>, <c>3s</c>, <c>2m</c>, <c>4h</c>, <c>7d</c>; a bare number is seconds, as the predecessor had it.</summary>
internal static class Duration
{
    public const string Example = "a duration such as 500ms, 3s, 2m, 4h or 7d";

    public static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        var digits = text.AsSpan().TrimEnd("msdh");
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        double? seconds = text[digits.Length..] switch
        {
            "ms" => number / 1000,
            "s" or "" => number,
            "m" => number * 60,
            "h" => number * 3600,
            "d" => number * 86_400,
            _ => null,
        };
        if (seconds is not (>= 0 and <= 365_000_000)) return false;
        span = TimeSpan.FromSeconds(seconds.Value);
        return true;
    }
}
