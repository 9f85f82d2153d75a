namespace OrleansTicks.Web;

/// <summary>Whether the node is ready for work, and if not, why.</summary>
public sealed record ReadyView(bool Ready, string? Reason = null);
