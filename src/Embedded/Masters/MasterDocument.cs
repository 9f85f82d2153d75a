using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>A venue's list as it lies in the data folder.</summary>
/// <param name="Feed">Whose.</param>
/// <param name="At">When it was read.</param>
/// <param name="Source">Where from, without queries.</param>
/// <param name="Entries">All of it.</param>
internal sealed record MasterDocument(string Feed, DateTimeOffset At, string Source, IReadOnlyList<MasterEntry> Entries);
