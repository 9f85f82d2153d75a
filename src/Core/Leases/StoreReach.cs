namespace OrleansTicks.Core;

/// <summary>Whether a process reaches the store: the answer that nodes give each other.</summary>
/// <param name="Reachable">A statement of its own came back lately.</param>
/// <param name="Age">How long ago the last one that came back was sent.</param>
public sealed record StoreReach(bool Reachable, TimeSpan Age);
