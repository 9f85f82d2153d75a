namespace OrleansTicks.Embedded;

/// <summary>What is known of a feed's token, without the token.</summary>
/// <param name="Feed">Whose.</param>
/// <param name="Version">Grows with every new one, from 1.</param>
/// <param name="ClientId">Of DhanHQ: the client's number; else null.</param>
/// <param name="SetAt">When it was set.</param>
/// <param name="ExpiresAt">When it dies; null where neither it nor the operator says so.</param>
/// <param name="Refusals">How often the venue has refused it.</param>
/// <param name="Fingerprint">The first eight hex digits of its SHA-256, to tell one from another.</param>
public sealed record TokenEntry(string Feed, long Version, string? ClientId, DateTimeOffset SetAt, DateTimeOffset? ExpiresAt, int Refusals, string Fingerprint);
