namespace OrleansTicks.Web;

/// <summary>All that is known of a group or a stream.</summary>
/// <param name="Key">Canonical.</param>
/// <param name="ShortId">The same, for shells.</param>
/// <param name="Streams">Each stream.</param>
/// <param name="Events">The last 50, oldest first.</param>
/// <param name="Gaps">Of this UTC day, oldest first.</param>
/// <param name="AsOf">When this was read.</param>
public sealed record DescriptionView(string Key, string ShortId, IReadOnlyList<StreamView> Streams, IReadOnlyList<EventView> Events, IReadOnlyList<GapView> Gaps, DateTimeOffset AsOf);
