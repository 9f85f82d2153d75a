namespace OrleansTicks.Core;

/// <summary>One ownership of a stream, as the store gave it.</summary>
/// <param name="Stream">The store's id of the stream.</param>
/// <param name="Lease">Small id of (stream, epoch): every row carries it.</param>
/// <param name="Epoch">Only grows: at least milliseconds since 1970.</param>
/// <param name="Mark">The last position of the stream that the store holds; null for a stream without history.</param>
public sealed record StreamEpoch(int Stream, int Lease, long Epoch, Position? Mark)
{
    /// <summary>Somebody owned the stream before. Without a mark what that owner accepted may still lie in its spool.</summary>
    public bool HasPredecessor { get; init; }
}
