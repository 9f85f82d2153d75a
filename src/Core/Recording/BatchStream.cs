namespace OrleansTicks.Core;

/// <summary>What a batch holds of one lease: a run of receipt numbers in order.</summary>
/// <param name="Stream">The store's id of the stream.</param>
/// <param name="Lease">The ownership.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="FirstN">First receipt number in the batch, duplicates counted.</param>
/// <param name="Last">Position of the last one: after the commit this is the stream's mark.</param>
public sealed record BatchStream(int Stream, int Lease, long Epoch, long FirstN, Position Last)
{
    /// <summary>Position of the first one: where a gap ends when what lay before it was damaged.</summary>
    public Position First { get; init; }

    /// <summary>All of it was received by then: an upper bound in microseconds since 1970 UTC by the store's clock. 0 = unknown, which no past ownership may commit.</summary>
    public long ReceivedBy { get; init; }
}
