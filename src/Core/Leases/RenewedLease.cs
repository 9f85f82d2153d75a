namespace OrleansTicks.Core;

/// <summary>A lease that was renewed, with what the user wants of its stream: so a stop reaches its owner even when every other way fails.</summary>
/// <param name="Lease">The ownership.</param>
/// <param name="Desired">What is wanted.</param>
/// <param name="Generation">Of that wish.</param>
/// <param name="Restart">Generation of the last restart that was asked for; 0 = none.</param>
public sealed record RenewedLease(int Lease, DesiredState Desired, long Generation, long Restart);
