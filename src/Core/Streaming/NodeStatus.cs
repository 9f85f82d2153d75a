namespace OrleansTicks.Core;

/// <summary>A node as this one sees it.</summary>
/// <param name="Card">Who it is.</param>
/// <param name="IsThis">It is the one that answers.</param>
/// <param name="IsLive">Its beat is younger than two beats of the profile; else nobody knows how it is.</param>
/// <param name="Age">How old its last beat is.</param>
/// <param name="Streams">How many streams it owns.</param>
/// <param name="Connected">How many of them run.</param>
public sealed record NodeStatus(NodeCard Card, bool IsThis, bool IsLive, TimeSpan Age, int Streams, int Connected);
