namespace OrleansTicks.Core;

/// <summary>A stream as the store remembers it: what it is to do, and what the user wants of it.</summary>
/// <param name="Plan">What it is to do.</param>
/// <param name="Desired">What is wanted.</param>
/// <param name="Generation">Grows with every command; the last one wins.</param>
/// <param name="Url">The venue's address as the operator gave it, its secrets left out; null = the feed's own.</param>
public sealed record DesiredStream(StreamPlan Plan, DesiredState Desired, long Generation, string? Url)
{
    /// <summary>Generation of the last restart; 0 = none. An ownership that began under an older one ends.</summary>
    public long Restart { get; init; }

    /// <summary>Whoever reads it keeps its raw frames in files.</summary>
    public bool Record { get; init; }
}
