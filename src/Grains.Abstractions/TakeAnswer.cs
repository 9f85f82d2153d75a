using Orleans;

namespace OrleansTicks.Grains;

/// <summary>What became of the wish to take a stream.</summary>
/// <param name="Refused">Null = it is taken; else why not.</param>
/// <param name="Away">The store does not answer: it may be tried again.</param>
/// <param name="Moving">The grain makes room for one where it was asked from: ask again at once.</param>
[GenerateSerializer, Immutable, Alias("ticks.take-answer")]
public sealed record TakeAnswer([property: Id(0)] string? Refused, [property: Id(1)] bool Away, [property: Id(2)] bool Moving = false);
