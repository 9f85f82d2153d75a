namespace OrleansTicks.Core;

/// <summary>What a venue's ticks of one kind carry.</summary>
/// <param name="HasId">The venue numbers them.</param>
/// <param name="HasTime">The venue stamps them.</param>
/// <param name="Consecutive">Its numbers rise by exactly one per instrument, so a jump proves a loss.</param>
public readonly record struct KindTraits(bool HasId, bool HasTime, bool Consecutive);
