using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>What was read out of a venue's list.</summary>
/// <param name="Entries">Each name once.</param>
/// <param name="Skipped">Lines that could not be read, by what was wrong with them.</param>
public sealed record MasterRead(IReadOnlyList<MasterEntry> Entries, IReadOnlyDictionary<string, int> Skipped);
