namespace OrleansTicks.Core;

/// <summary>One change in the life of a stream or of a node, as the store keeps it.</summary>
/// <param name="Id">Grows with every event of the store; a reader goes on from it.</param>
/// <param name="At">When it happened.</param>
/// <param name="Stream">Key of the stream; null where no stream is concerned.</param>
/// <param name="Node">Who tells it, where that is known.</param>
/// <param name="What">One word: what happened.</param>
/// <param name="Reason">One word: why.</param>
/// <param name="Detail">The same in a sentence, without secrets.</param>
public sealed record StreamEvent(long Id, DateTimeOffset At, string? Stream, string? Node, string What, string? Reason, string? Detail);
