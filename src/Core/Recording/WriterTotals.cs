namespace OrleansTicks.Core;

/// <summary>What the writer did since the start.</summary>
public sealed record WriterTotals
{
    public long Stored { get; init; }

    /// <summary>Rows that the store knew already.</summary>
    public long Duplicates { get; init; }

    /// <summary>Rows that the store refused; they lie in <c>quarantine</c>.</summary>
    public long Quarantined { get; init; }

    /// <summary>Rows of leases that were no longer their stream's own.</summary>
    public long Fenced { get; init; }

    public long Gaps { get; init; }

    /// <summary>Rows that earlier runs had accepted and this one stored.</summary>
    public long Recovered { get; init; }

    /// <summary>Rows in the spool and not in the store.</summary>
    public long InSpool { get; init; }

    public long SpoolBytes { get; init; }

    /// <summary>Null while all is well; else what the store or the disk says.</summary>
    public string? Trouble { get; init; }

    /// <summary>The trouble is one that waiting does not mend.</summary>
    public bool Parked { get; init; }
}
