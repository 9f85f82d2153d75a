using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>The token that a connection needs.</summary>
internal static class FeedTokens
{
    /// <summary>Reads it anew; without one there is nothing to try.</summary>
    /// <exception cref="FeedException">There is none; with what to do.</exception>
    public static async ValueTask<FeedToken> ReadAsync(FeedSettings settings, string feed, CancellationToken cancellationToken) =>
        settings.Token is { } read && await read(cancellationToken) is { } token
            ? token
            : throw new FeedException(Reason.Auth, $"No access token found for {feed}: run `ticks token set {feed}`");
}
