namespace OrleansTicks.Core;

/// <summary>What one health check found.</summary>
/// <param name="At">When.</param>
/// <param name="Feed">Whose streams.</param>
/// <param name="Desired">Streams that are to run.</param>
/// <param name="Running">Streams with a live connection.</param>
/// <param name="Taken">Streams without an owner that were taken.</param>
/// <param name="Replaced">Stale streams that began anew.</param>
/// <param name="Nodes">Nodes that live.</param>
public sealed record HealthEntry(DateTimeOffset At, string Feed, int Desired, int Running, int Taken, int Replaced, int Nodes);
