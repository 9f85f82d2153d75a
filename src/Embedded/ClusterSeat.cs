using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>A node's parts, as its cluster needs them.</summary>
/// <param name="Store">Open.</param>
/// <param name="Feed">What it serves.</param>
/// <param name="Symbols">Its books.</param>
/// <param name="Streams">Its streams.</param>
/// <param name="Name">The node's name.</param>
public sealed record ClusterSeat(ITickStore Store, IFeed Feed, LocalSymbols Symbols, LocalStreams Streams, string Name);
