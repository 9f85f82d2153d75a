using NodaTime;

namespace OrleansTicks.Markets;

/// <summary>A day of a market.</summary>
/// <param name="Date">On the market's own calendar.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Note">The holiday's or session's name; null on plain days.</param>
/// <param name="Sessions">In order; none = closed all day.</param>
/// <param name="PreOpen">Before the first session; null = none.</param>
/// <param name="IsKnown">False when the market's list of holidays does not reach this year: then only the weekday was looked at.</param>
/// <param name="IsUncertain">Sources disagree or are missing; see the market's data file.</param>
public sealed record MarketDay(LocalDate Date, DayKind Kind, string? Note, IReadOnlyList<MarketSession> Sessions, MarketSession? PreOpen, bool IsKnown, bool IsUncertain);
