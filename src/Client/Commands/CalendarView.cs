using NodaTime;
using OrleansTicks.Core;
using OrleansTicks.Markets;

namespace OrleansTicks.Client;

/// <summary>A market's day as it is printed.</summary>
/// <param name="Market">Its name.</param>
/// <param name="Zone">The zone of its clock.</param>
/// <param name="Phase">Where it stands now; null when another day was asked for.</param>
/// <param name="Day">The day.</param>
/// <param name="NextOpen">UTC; null when it never closes or no session is near.</param>
/// <param name="NextClose">UTC.</param>
internal sealed record CalendarView(string Market, string Zone, string? Phase, DayView Day, DateTimeOffset? NextOpen, DateTimeOffset? NextClose)
{
    public static CalendarView Of(MarketCalendar market, LocalDate? date, DateTimeOffset now) => new(
        market.Name, market.Zone, date is null ? market.PhaseAt(now).Word() : null, DayView.Of(market.DayOf(date ?? market.DateAt(now))), market.NextOpen(now), market.NextClose(now));

    public string Line() => $"{Market,-7} {Phase ?? "",-9} {Day.Line()}{(NextOpen is { } open ? $"  next open {open:yyyy-MM-dd HH:mm}Z" : "")}";
}
