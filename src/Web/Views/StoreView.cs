namespace OrleansTicks.Web;

/// <summary>Whether a node reaches its store.</summary>
/// <param name="Reachable">A statement of its own came back lately.</param>
/// <param name="AgeMs">How long ago the last one that came back was sent, milliseconds.</param>
public sealed record StoreView(bool Reachable, long AgeMs);
