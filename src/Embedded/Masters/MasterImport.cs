using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>What an import did.</summary>
/// <param name="Feed">Whose list.</param>
/// <param name="Instruments">How many it has.</param>
/// <param name="Skipped">Lines that could not be read, by what was wrong with them.</param>
/// <param name="Changes">Against the list before; empty when there was none.</param>
public sealed record MasterImport(string Feed, int Instruments, IReadOnlyDictionary<string, int> Skipped, IReadOnlyList<MasterChange> Changes);
