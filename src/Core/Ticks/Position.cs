namespace OrleansTicks.Core;

/// <summary>One tick's place in the history of its stream, exact to the frame. Bounds of gaps and <c>acceptedThrough</c> are positions.</summary>
/// <param name="Lease">The ownership that received it.</param>
/// <param name="N">Receipt number: counts ticks per lease from 1, across its connections.</param>
/// <param name="Connection">Counts connections per lease from 0.</param>
/// <param name="Frame">Counts data frames per connection from 0.</param>
/// <param name="Instrument">Of the tick.</param>
/// <param name="Kind">Of the tick.</param>
/// <param name="Identity">Of the tick.</param>
/// <param name="Received">Microseconds since 1970 UTC.</param>
/// <param name="Time">The venue's time, microseconds since 1970 UTC.</param>
public readonly record struct Position(int Lease, long N, int Connection, long Frame, int Instrument, TickKind Kind, long Identity, long Received, long Time);
