namespace OrleansTicks.Web;

/// <summary>What a change of a list did to one stream.</summary>
/// <param name="Key">Which.</param>
/// <param name="Added">Carried from now on.</param>
/// <param name="Removed">No longer carried.</param>
public sealed record EditedStream(string Key, IReadOnlyList<string> Added, IReadOnlyList<string> Removed);
