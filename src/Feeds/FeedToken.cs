namespace OrleansTicks.Feeds;

/// <summary>What a venue knows us by. Never printed.</summary>
/// <param name="ClientId">Of DhanHQ: the client's number; else null.</param>
/// <param name="Value">The access token; of Fyers with the app's id before it, <c>appid:JWT</c> or the JWT alone.</param>
public sealed record FeedToken(string? ClientId, string Value)
{
    /// <summary>Neither part is shown.</summary>
    public override string ToString() => "FeedToken { *** }";
}
