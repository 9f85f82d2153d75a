namespace OrleansTicks.Core;

/// <summary>A row that the store refused, kept beside the ticks with the reason.</summary>
/// <param name="Tick">The row.</param>
/// <param name="Lease">Who received it.</param>
/// <param name="Reason">The store's words, without secrets.</param>
public sealed record QuarantinedRow(Tick Tick, int Lease, string Reason);
