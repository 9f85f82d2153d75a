using OrleansTicks.Embedded;

namespace OrleansTicks.Client;

/// <summary>What <c>token show</c> and <c>token check</c> say as JSON.</summary>
internal sealed record TokenView(string Feed, string State, long Version, DateTimeOffset SetAt, DateTimeOffset? ExpiresAt, int Refusals, string Fingerprint)
{
    public static TokenView Of(TokenEntry entry, string state) => new(entry.Feed, state, entry.Version, entry.SetAt, entry.ExpiresAt, entry.Refusals, entry.Fingerprint);
}
