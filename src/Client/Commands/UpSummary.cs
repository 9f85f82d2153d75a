using OrleansTicks.Embedded;
using OrleansTicks.Web;

namespace OrleansTicks.Client;

/// <summary>What <c>up -o json</c> prints at its end.</summary>
internal sealed record UpSummary
{
    public int Streams { get; init; }
    public int Symbols { get; init; }
    public long Received { get; init; }
    public long Accepted { get; init; }
    public long Stored { get; init; }
    public long Duplicates { get; init; }
    public long Spare { get; init; }
    public required IReadOnlyDictionary<string, long> Rejected { get; init; }
    public long Dropped { get; init; }
    public long Gaps { get; init; }
    public required IReadOnlyDictionary<string, long> Reconnects { get; init; }

    /// <summary>Rows that stay in the spool for the next start.</summary>
    public long InSpool { get; init; }

    public static UpSummary Of(NodeEnd end)
    {
        var totals = TotalsView.Of(end.Totals);
        return new UpSummary
        {
            Streams = end.Streams.Count,
            Symbols = end.Streams.Sum(stream => stream.Symbols),
            Received = totals.Received,
            Accepted = totals.Accepted,
            Stored = totals.Stored,
            Duplicates = totals.Duplicates,
            Spare = totals.Spare,
            Rejected = totals.Rejected,
            Dropped = totals.Dropped,
            Gaps = totals.Gaps,
            Reconnects = totals.Reconnects,
            InSpool = totals.InSpool,
        };
    }
}
