using Orleans;

namespace OrleansTicks.Grains;

/// <summary>Where a stream's grain lives.</summary>
/// <param name="Silo">The node's name.</param>
/// <param name="Owns">It holds the lease.</param>
[GenerateSerializer, Immutable, Alias("ticks.stream-place")]
public sealed record StreamPlace([property: Id(0)] string Silo, [property: Id(1)] bool Owns);
