namespace OrleansTicks.Core;

/// <summary>What became of a handover once it was durable.</summary>
/// <param name="Accepted">Ticks that are new.</param>
/// <param name="Duplicate">Ticks that the book knew.</param>
/// <param name="Spare">Ticks of a source that stands by for another: counted, not stored.</param>
public readonly record struct Acceptance(int Accepted, int Duplicate, int Spare = 0);
