namespace OrleansTicks.Core;

/// <summary>One lease in a <see cref="Beat"/>.</summary>
/// <param name="Stream">The store's id of the stream.</param>
/// <param name="Lease">The ownership to renew.</param>
/// <param name="Status">JSON for the other nodes (<see cref="StreamStatus"/>); the store does not look into it.</param>
public sealed record StreamBeat(int Stream, int Lease, string Status);
