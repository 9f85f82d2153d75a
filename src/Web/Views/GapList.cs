namespace OrleansTicks.Web;

/// <summary>Gaps, oldest first.</summary>
/// <param name="Gaps">At most as many as asked for.</param>
/// <param name="From">Begin of the interval looked at.</param>
/// <param name="To">Its end.</param>
public sealed record GapList(IReadOnlyList<GapView> Gaps, DateTimeOffset From, DateTimeOffset To);
