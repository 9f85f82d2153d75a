namespace OrleansTicks.Web;

/// <summary>What a live stream sends: everything at first (<c>snapshot</c>), then what changed (<c>quotes</c>).</summary>
/// <param name="AsOf">When this was gathered.</param>
/// <param name="Quotes">The newest of each.</param>
/// <param name="Missing">In a snapshot: what was asked for and has no data yet.</param>
public sealed record LiveQuoteList(string AsOf, IReadOnlyList<LiveQuote> Quotes, IReadOnlyList<string>? Missing = null);
