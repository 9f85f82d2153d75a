namespace OrleansTicks.Core;

/// <summary>A change in a stream's life, to be written down.</summary>
/// <param name="Stream">The store's id of the stream; null = the node itself.</param>
/// <param name="Lease">Under which ownership; null = none.</param>
/// <param name="Node">Name of the node.</param>
/// <param name="What">One word: <c>connected</c>, <c>lost</c>, <c>parked</c>.</param>
/// <param name="Reason">Why; <see cref="Core.Reason.None"/> = it needs none.</param>
/// <param name="Detail">The same in a sentence, without secrets; may be null.</param>
public sealed record NewEvent(int? Stream, int? Lease, string Node, string What, Reason Reason, string? Detail);
