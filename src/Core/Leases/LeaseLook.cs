namespace OrleansTicks.Core;

/// <summary>One look at all streams, taken without a lock.</summary>
/// <param name="Free">Streams that may be taken now, the longest free first; at most some hundred.</param>
/// <param name="Desired">How many streams are to run, on all nodes.</param>
/// <param name="Nodes">Nodes that take streams, and whose beat is younger than a lease's life and lock-delay.</param>
/// <param name="Version">Changes whenever a plan or a desire changes.</param>
public sealed record LeaseLook(IReadOnlyList<FreeStream> Free, int Desired, int Nodes, long Version);
