namespace OrleansTicks.Core;

/// <summary>A stream as the store remembers it: what it is to do, and whether it is to run.</summary>
/// <param name="Plan">What it is to do.</param>
/// <param name="Run">Desired to run; false after a stop.</param>
/// <param name="Generation">Grows with every start and stop; the last one wins.</param>
/// <param name="Url">The venue's address as the operator gave it, its secrets left out; null = the feed's own.</param>
public sealed record DesiredStream(StreamPlan Plan, bool Run, long Generation, string? Url);
