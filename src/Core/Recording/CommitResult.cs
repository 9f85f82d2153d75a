namespace OrleansTicks.Core;

/// <summary>What the store did with a batch.</summary>
/// <param name="Replayed">It had been committed before; nothing was changed.</param>
/// <param name="Inserted">Rows that are new.</param>
/// <param name="Duplicate">Rows whose key was there already.</param>
/// <param name="FencedLeases">Past ownerships whose rows were left out: received after a successor began.</param>
/// <param name="FencedRows">How many rows that were.</param>
public sealed record CommitResult(bool Replayed, int Inserted, int Duplicate, IReadOnlyList<int> FencedLeases, int FencedRows)
{
    /// <summary>Past ownerships whose rows went in, because they were received in time.</summary>
    public IReadOnlyList<int> PastLeases { get; init; } = [];
}
