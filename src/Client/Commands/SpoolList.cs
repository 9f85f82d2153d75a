namespace OrleansTicks.Client;

/// <summary>The spools of a data folder, in order of their paths.</summary>
internal sealed record SpoolList(IReadOnlyList<SpoolView> Spools);
