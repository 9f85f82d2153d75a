using OrleansTicks.Core;
using OrleansTicks.Markets;

namespace OrleansTicks.Client;

/// <summary>A day of a market as it is printed.</summary>
internal sealed record DayView(string Date, string Kind, string? Note, IReadOnlyList<string> Sessions, bool Known, bool Uncertain)
{
    public static DayView Of(MarketDay day) => new(
        day.Date.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture), day.Kind.Word(), day.Note, [.. day.Sessions.Select(MarketTimes.Text)], day.IsKnown, day.IsUncertain);

    public string Line() => $"{Date}  {Kind,-8} {(Sessions.Count == 0 ? "closed" : string.Join(' ', Sessions)),-12} {Note}{(Uncertain ? "  (uncertain)" : "")}{(Known ? "" : "  (holidays of this year are not known)")}";
}
