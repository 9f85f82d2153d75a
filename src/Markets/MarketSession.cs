using NodaTime;

namespace OrleansTicks.Markets;

/// <summary>A stretch of trading within a day, on the market's own clock.</summary>
/// <param name="From">Trades may come from here on.</param>
/// <param name="To">Up to here, not with it; midnight = the end of the day.</param>
public sealed record MarketSession(LocalTime From, LocalTime To);
