using System.Globalization;

namespace OrleansTicks.Feeds;

/// <summary>Numbers and dates of the lists, as exact text.</summary>
internal static class MasterNumbers
{
    /// <summary>A decimal without zeros that say nothing; null for anything else, and for what is not above 0.</summary>
    public static string? Decimal(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0 ? Plain(number) : null;

    public static string Plain(decimal number) => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    /// <summary>The day of <c>2025-07-31</c>, with or without a time behind it.</summary>
    public static DateOnly? Day(string? text) =>
        text is { Length: >= 10 } && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
