namespace OrleansTicks.Core;

/// <summary>A new last price or quote of an instrument for the table <c>latest</c>.</summary>
/// <param name="Tick">Instrument, kind, time, identity, price and size.</param>
/// <param name="Lease">Who received it.</param>
public readonly record struct LatestRow(Tick Tick, int Lease);
