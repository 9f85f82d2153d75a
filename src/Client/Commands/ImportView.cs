namespace OrleansTicks.Client;

/// <summary>What an import printed as JSON.</summary>
internal sealed record ImportView(string Feed, int Instruments, IReadOnlyDictionary<string, int> Skipped, IReadOnlyDictionary<string, int> Changes);
