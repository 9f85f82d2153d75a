using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>Counts of the process that answers since its start, and beside them of all nodes.</summary>
public sealed record TotalsView
{
    public long Received { get; init; }
    public long Accepted { get; init; }
    public long Stored { get; init; }
    public long Duplicates { get; init; }
    public long Spare { get; init; }
    public required IReadOnlyDictionary<string, long> Rejected { get; init; }
    public long Dropped { get; init; }
    public long Gaps { get; init; }
    public required IReadOnlyDictionary<string, long> Reconnects { get; init; }
    public long InSpool { get; init; }
    public long SpoolBytes { get; init; }

    /// <summary>What the store said while it does not answer; left out while it does.</summary>
    public string? StoreTrouble { get; init; }

    /// <summary>The streams of all nodes together, each as its owner counts it; left out where only this process was asked.</summary>
    public AllTotalsView? All { get; init; }

    public static TotalsView Of(NodeTotals totals, IReadOnlyList<StreamStatus>? all = null) => new()
    {
        All = all is null ? null : AllTotalsView.Of(all),
        Received = totals.Received,
        Accepted = totals.Accepted,
        Stored = totals.Stored,
        Duplicates = totals.Duplicates,
        Spare = totals.Spare,
        Rejected = totals.Rejected.ByWord(),
        Dropped = totals.Dropped,
        Gaps = totals.Gaps,
        Reconnects = totals.Reconnects.ByWord(),
        InSpool = totals.InSpool,
        SpoolBytes = totals.SpoolBytes,
        StoreTrouble = totals.StoreTrouble,
    };
}
