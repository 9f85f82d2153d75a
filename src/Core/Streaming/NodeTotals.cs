namespace OrleansTicks.Core;

/// <summary>Counts of a whole process since its start.</summary>
public sealed record NodeTotals
{
    public long Received { get; init; }

    public long Accepted { get; init; }

    public long Stored { get; init; }

    public long Duplicates { get; init; }

    /// <summary>Ticks of symbols that another stream delivers and whose copies could not be told apart: counted, not stored.</summary>
    public long Spare { get; init; }

    public IReadOnlyDictionary<RejectKind, long> Rejected { get; init; } = new Dictionary<RejectKind, long>();

    public long Dropped { get; init; }

    public long Gaps { get; init; }

    public IReadOnlyDictionary<Reason, long> Reconnects { get; init; } = new Dictionary<Reason, long>();

    /// <summary>Rows that are in the spool and not yet in the store.</summary>
    public long InSpool { get; init; }

    /// <summary>Bytes of the spool's files.</summary>
    public long SpoolBytes { get; init; }

    /// <summary>Null while the store answers; else what it says, and the writer waits.</summary>
    public string? StoreTrouble { get; init; }
}
