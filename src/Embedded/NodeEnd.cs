using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>What a node leaves behind.</summary>
/// <param name="Totals">Its last counts; what is in the spool then stays there for the next start.</param>
/// <param name="Streams">Its streams as they were before they were closed.</param>
/// <param name="Spool">The folder of the spool.</param>
/// <param name="Unrecovered">It ended before it had stored what an earlier run left in the spool; how much that is, is not known.</param>
public sealed record NodeEnd(NodeTotals Totals, IReadOnlyList<StreamStatus> Streams, string Spool, bool Unrecovered)
{
    /// <summary>Nothing waits in the spool.</summary>
    public bool IsClean => Totals.InSpool == 0 && !Unrecovered;
}
