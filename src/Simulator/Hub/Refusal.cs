namespace OrleansTicks.Simulator;

/// <summary>How a handshake is refused.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="RetryAfter">Said with a 429, in whole seconds, rounded up.</param>
internal sealed record Refusal(int Status, TimeSpan RetryAfter);
