namespace OrleansTicks.Core;

/// <summary>Who a stream belongs to for now. Every tick is received under one.</summary>
/// <param name="Stream">The store's id of the stream.</param>
/// <param name="Lease">The store's id of this ownership.</param>
/// <param name="Epoch">Its number; only grows.</param>
/// <param name="Last">The last tick that an earlier ownership is known to have accepted; null for a stream without history.</param>
public sealed record Ownership(int Stream, int Lease, long Epoch, Position? Last)
{
    /// <summary>Somebody owned the stream before, whose ticks may not be stored yet: then a gap is opened even where nothing is known of them, for them to fill.</summary>
    public bool HasPredecessor { get; init; }

    /// <summary>Until when it may read; asked for every slice.</summary>
    public LeaseHold Hold { get; init; } = LeaseHold.Forever;
}
