namespace OrleansTicks.Core;

/// <summary>What one process says of itself every beat: that it lives, that it still owns, and how its streams are.</summary>
/// <param name="Node">The process.</param>
/// <param name="Streams">Its leases, each with a status of about 300 bytes; empty for a standby.</param>
public sealed record Beat(NodeCard Node, IReadOnlyList<StreamBeat> Streams);
