namespace OrleansTicks.Client;

/// <summary>What <c>drill kill-owner</c> saw.</summary>
/// <param name="Killed">Name of the node that died.</param>
/// <param name="Streams">Streams that it owned.</param>
/// <param name="TakenOver">Of these, those that another node runs again.</param>
/// <param name="Seconds">From the kill until the last of them ran; left out when that was not seen.</param>
internal sealed record KillReport(string Killed, IReadOnlyList<string> Streams, IReadOnlyList<string> TakenOver, double? Seconds);
