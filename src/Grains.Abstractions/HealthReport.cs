using Orleans;

namespace OrleansTicks.Grains;

/// <summary>What a health check found.</summary>
/// <param name="At">When.</param>
/// <param name="Feed">Whose streams.</param>
/// <param name="Desired">Streams that are to run.</param>
/// <param name="Running">Streams with a live connection.</param>
/// <param name="Taken">Streams without an owner that were taken.</param>
/// <param name="Replaced">Streams that an owner held without a sign of life, and that begin anew.</param>
/// <param name="Silos">Silos that live.</param>
[GenerateSerializer, Immutable, Alias("ticks.health-report")]
public sealed record HealthReport(
    [property: Id(0)] DateTimeOffset At, [property: Id(1)] string Feed, [property: Id(2)] int Desired, [property: Id(3)] int Running, [property: Id(4)] int Taken, [property: Id(5)] int Replaced,
    [property: Id(6)] int Silos);
