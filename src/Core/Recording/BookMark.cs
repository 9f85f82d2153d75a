namespace OrleansTicks.Core;

/// <summary>The newest id of an instrument and kind that the store holds, for the book of that instrument.</summary>
public readonly record struct BookMark(int Instrument, TickKind Kind, long Identity, long Time);
