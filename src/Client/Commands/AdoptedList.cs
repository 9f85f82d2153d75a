using OrleansTicks.Embedded;

namespace OrleansTicks.Client;

/// <summary>What <c>spool adopt -o json</c> prints.</summary>
internal sealed record AdoptedList(string Store, IReadOnlyList<AdoptedSpool> Spools);
