using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>Counts of the whole process since its start.</summary>
public sealed record TotalsView
{
    public long Received { get; init; }
    public long Accepted { get; init; }
    public long Stored { get; init; }
    public long Duplicates { get; init; }
    public required IReadOnlyDictionary<string, long> Rejected { get; init; }
    public long Dropped { get; init; }
    public long Gaps { get; init; }
    public required IReadOnlyDictionary<string, long> Reconnects { get; init; }
    public long InSpool { get; init; }
    public long SpoolBytes { get; init; }

    /// <summary>What the store said while it does not answer; left out while it does.</summary>
    public string? StoreTrouble { get; init; }

    public static TotalsView Of(NodeTotals totals) => new()
    {
        Received = totals.Received,
        Accepted = totals.Accepted,
        Stored = totals.Stored,
        Duplicates = totals.Duplicates,
        Rejected = totals.Rejected.ByWord(),
        Dropped = totals.Dropped,
        Gaps = totals.Gaps,
        Reconnects = totals.Reconnects.ByWord(),
        InSpool = totals.InSpool,
        SpoolBytes = totals.SpoolBytes,
        StoreTrouble = totals.StoreTrouble,
    };
}
