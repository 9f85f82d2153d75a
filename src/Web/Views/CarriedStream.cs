namespace OrleansTicks.Web;

/// <summary>What one stream is to carry.</summary>
/// <param name="Key">Which.</param>
/// <param name="Symbols">In the order of its list.</param>
public sealed record CarriedStream(string Key, IReadOnlyList<CarriedSymbol> Symbols);
