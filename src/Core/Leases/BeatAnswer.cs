namespace OrleansTicks.Core;

/// <summary>The store's answer to a <see cref="Beat"/>.</summary>
/// <param name="StoreTime">Microseconds since 1970 UTC, read by the store while it answered.</param>
/// <param name="Renewed">The leases that are still this process's own; any other that was asked for is lost.</param>
/// <param name="Peers">The other nodes whose beat is younger than three lease lives.</param>
public sealed record BeatAnswer(long StoreTime, IReadOnlyList<RenewedLease> Renewed, IReadOnlyList<NodeCard> Peers);
