namespace OrleansTicks.Core;

/// <summary>What a change of the list did to one stream.</summary>
/// <param name="Stream">Which.</param>
/// <param name="Added">Carried from now on.</param>
/// <param name="Removed">No longer carried.</param>
public sealed record SymbolEdit(StreamKey Stream, IReadOnlyList<Instrument> Added, IReadOnlyList<Instrument> Removed);
