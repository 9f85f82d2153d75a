namespace OrleansTicks.Web;

/// <summary>Whether a node reaches its store, and what it knows of it.</summary>
/// <param name="Reachable">A statement of its own came back lately.</param>
/// <param name="AgeMs">How long ago the last one that came back was sent, milliseconds.</param>
/// <param name="Name">In words without secrets; left out, like all below, while it was never open.</param>
/// <param name="Schema">Steps that its schema has behind it.</param>
/// <param name="Lease">Its lease profile.</param>
/// <param name="ClockAheadMs">How far its clock is ahead of the node's.</param>
public sealed record StoreView(bool Reachable, long AgeMs, string? Name = null, int? Schema = null, string? Lease = null, long? ClockAheadMs = null);
