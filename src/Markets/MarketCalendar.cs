using NodaTime;
using OrleansTicks.Core;

namespace OrleansTicks.Markets;

/// <summary>A market's days and hours. Pure: every time is handed in. Immutable.</summary>
public sealed class MarketCalendar : IMarketHours
{
    /// <summary>No market that we know sleeps longer.</summary>
    private const int MostDaysClosed = 30;

    private static readonly DateTimeZone NewYork = DateTimeZoneProviders.Tzdb["America/New_York"];

    private readonly DateTimeZone _zone;
    private readonly HashSet<int> _years;
    private readonly bool _weekends;
    private readonly List<(LocalDate From, HoursRow Row)> _hours;
    private readonly Dictionary<LocalDate, DayRow> _days;

    internal MarketCalendar(string name, MarketFile file, IEnumerable<DayRow> added)
    {
        Name = name;
        _zone = DateTimeZoneProviders.Tzdb[file.Zone];
        _years = [.. file.Years];
        _weekends = file.Weekends;
        _hours = [.. file.Hours.Select(row => (MarketTimes.Date(row.From), row)).OrderBy(row => row.Item1)];
        _days = file.Days.ToDictionary(row => MarketTimes.Date(row.Date));
        foreach (var row in added) _days[MarketTimes.Date(row.Date)] = row;
    }

    /// <summary><c>nse</c>, <c>mcx</c>, ….</summary>
    public string Name { get; }

    /// <summary>The zone's name, <c>Asia/Kolkata</c>.</summary>
    public string Zone => _zone.Id;

    /// <summary>Every day that is not as its weekday says, in order.</summary>
    public IReadOnlyList<MarketDay> Exceptions(int? year) => [.. _days.Keys.Where(date => year is null || date.Year == year).Order().Select(DayOf)];

    /// <summary>The market's date at a moment.</summary>
    public LocalDate DateAt(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(_zone).Date;

    /// <summary>What a date is.</summary>
    public MarketDay DayOf(LocalDate date)
    {
        var isKnown = _years.Count == 0 || _years.Contains(date.Year) || _days.ContainsKey(date);
        var row = _hours.LastOrDefault(row => row.From <= date).Row ?? _hours[0].Row;
        if (_days.TryGetValue(date, out var day))
        {
            var sessions = day.Sessions.Select(MarketTimes.Session).ToList();
            return new(date, sessions.Count == 0 ? DayKind.Holiday : DayKind.Special, day.Note, sessions, null, isKnown, day.Uncertain);
        }

        if (!_weekends && date.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday) return new(date, DayKind.Weekend, null, [], null, isKnown, false);
        var hours = row.InUsSummer is { } summer && IsUsSummer(date) ? summer : row.Sessions;
        return new(date, DayKind.Trading, null, [.. hours.Select(MarketTimes.Session)], row.PreOpen is { } before ? MarketTimes.Session(before) : null, isKnown, row.Uncertain);
    }

    /// <summary>Where the market stands at a moment.</summary>
    public MarketPhase PhaseAt(DateTimeOffset at)
    {
        var local = Instant.FromDateTimeOffset(at).InZone(_zone);
        var day = DayOf(local.Date);
        if (day.Sessions.Any(session => Holds(session, local.TimeOfDay))) return MarketPhase.Open;
        if (day.PreOpen is { } before && Holds(before, local.TimeOfDay)) return MarketPhase.PreOpen;
        return day.Kind is DayKind.Holiday ? MarketPhase.Holiday : MarketPhase.Closed;
    }

    public bool IsOpen(DateTimeOffset at) => PhaseAt(at) is MarketPhase.Open;

    /// <summary>The first begin of a session after a moment; null when none comes within thirty days.</summary>
    public DateTimeOffset? NextOpen(DateTimeOffset after) => Next(after, session => session.From, isEnd: false);

    /// <summary>The first end of a session after a moment; null when none comes within thirty days.</summary>
    public DateTimeOffset? NextClose(DateTimeOffset after) => Next(after, session => session.To, isEnd: true);

    private DateTimeOffset? Next(DateTimeOffset after, Func<MarketSession, LocalTime> edge, bool isEnd)
    {
        // A market that never closes has neither.
        if (_weekends && _hours.All(row => row.Row.Sessions is ["00:00-24:00"])) return null;
        var today = DateAt(after);
        for (var i = 0; i <= MostDaysClosed; i++)
        {
            var date = today.PlusDays(i);
            foreach (var session in DayOf(date).Sessions)
            {
                var time = edge(session);
                var moment = (isEnd && time == LocalTime.Midnight ? date.PlusDays(1).AtMidnight() : date.At(time)).InZoneLeniently(_zone).ToDateTimeOffset();
                if (moment > after) return moment.ToUniversalTime();
            }
        }

        return null;
    }

    private static bool Holds(MarketSession session, LocalTime time) => time >= session.From && (session.To == LocalTime.Midnight || time < session.To);

    private static bool IsUsSummer(LocalDate date) => NewYork.GetZoneInterval(date.At(LocalTime.Noon).InZoneLeniently(NewYork).ToInstant()).Savings > Offset.Zero;
}
