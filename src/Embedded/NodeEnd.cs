using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>What a node leaves behind.</summary>
/// <param name="Totals">Its last counts; what is in the spool then stays there for the next start.</param>
/// <param name="Streams">Its streams as they were before they were closed.</param>
/// <param name="Spool">The folder of the spool.</param>
public sealed record NodeEnd(NodeTotals Totals, IReadOnlyList<StreamStatus> Streams, string Spool);
