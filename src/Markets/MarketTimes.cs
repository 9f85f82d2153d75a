using NodaTime;
using NodaTime.Text;

namespace OrleansTicks.Markets;

/// <summary>Dates and stretches of hours as people and files write them.</summary>
public static class MarketTimes
{
    /// <summary>Reads <c>2026-11-08</c>.</summary>
    /// <exception cref="FormatException">It is no date; the message says what would be.</exception>
    public static LocalDate Date(string text) =>
        LocalDatePattern.Iso.Parse(text) is { Success: true } read ? read.Value : throw new FormatException($"'{text}' is no date; one is written 2026-11-08");

    /// <summary>Reads <c>18:00-19:00</c>; <c>24:00</c> ends with the day.</summary>
    /// <exception cref="FormatException">It is no stretch of hours.</exception>
    public static MarketSession Session(string text)
    {
        var parts = text.Split('-');
        var from = parts.Length == 2 ? Time(parts[0]) : null;
        var to = parts.Length == 2 ? parts[1] == "24:00" ? LocalTime.Midnight : Time(parts[1]) : null;
        if (from is null || to is null || (to != LocalTime.Midnight && to <= from)) throw new FormatException($"'{text}' is no session; one is written 09:15-15:30, the earlier time first");
        return new MarketSession(from.Value, to.Value);
    }

    /// <summary>As <see cref="Session"/> reads it.</summary>
    public static string Text(MarketSession session) => $"{session.From:HH:mm}-{(session.To == LocalTime.Midnight ? "24:00" : session.To.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture))}";

    private static LocalTime? Time(string text) => LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text) is { Success: true } read ? read.Value : null;
}
