namespace OrleansTicks.Feeds;

/// <summary>What a venue knows us by. Never printed.</summary>
/// <param name="ClientId">Of DhanHQ: the client's number; else null.</param>
/// <param name="Value">The access token; of Fyers with the app's id before it, <c>appid:JWT</c> or the JWT alone.</param>
/// <param name="Version">Grows with every new token of the feed.</param>
/// <param name="Refusals">How often the venue has refused this version.</param>
public sealed record FeedToken(string? ClientId, string Value, long Version = 1, int Refusals = 0)
{
    /// <summary>Nothing of it is shown.</summary>
    public override string ToString() => "FeedToken { *** }";
}
