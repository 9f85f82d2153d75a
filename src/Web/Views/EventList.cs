namespace OrleansTicks.Web;

/// <summary>Life changes in order of their ids.</summary>
/// <param name="Events">At most as many as asked for.</param>
public sealed record EventList(IReadOnlyList<EventView> Events);
