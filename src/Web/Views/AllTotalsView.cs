using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>Sums over the streams of all nodes, each counted by its owner since that owner's start.</summary>
public sealed record AllTotalsView(int Streams, int Connected, long Received, long Accepted, long Stored, long Duplicates, long Spare, long Dropped, long Gaps)
{
    public static AllTotalsView Of(IReadOnlyList<StreamStatus> streams) => new(
        streams.Count, streams.Count(stream => stream.IsConnected), streams.Sum(stream => stream.Received), streams.Sum(stream => stream.Accepted),
        streams.Sum(stream => stream.Stored), streams.Sum(stream => stream.Duplicates), streams.Sum(stream => stream.Spare), streams.Sum(stream => stream.Dropped), streams.Sum(stream => stream.Gaps));
}
