using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>Looks every two seconds whether a new token was set, and then starts what was parked for want of one and gives running streams new connections, one after the other.</summary>
/// <remarks>Runs the hook where the token is about to die, and warns in time where it will not last until the end of a session.</remarks>
internal sealed partial class TokenWatch(TokenVault vault, string feed, LocalStreams streams, IMarketHours? hours, TokenHook? hook, TimeProvider time, ILogger<TokenWatch> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>From one stream's new connection to the next.</summary>
    private static readonly TimeSpan BetweenStreams = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        var known = Version();
        DateTimeOffset? warned = null;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (hook is not null) await hook.RefreshAsync(cancellationToken);
                warned = Warn(warned);
                var version = Version();
                if (version <= known) continue;
                known = version;
                var parked = streams.List().Where(stream => stream is { State: StreamState.Parked, Reason: Reason.Auth }).Select(stream => stream.Key.ToString()).ToList();
                LogNew(feed, parked.Count);
                foreach (var key in parked) await streams.RestartAsync(key, cancellationToken);
                await streams.RenewAsync(BetweenStreams, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The node ends.
        }
    }

    /// <summary>Says once for each session that the token dies before its end.</summary>
    private DateTimeOffset? Warn(DateTimeOffset? warned)
    {
        if (Entry() is not { ExpiresAt: { } dies } || TokenExpiry.DiesInSession(dies, hours, time.GetUtcNow()) is not { } closes || closes == warned) return warned;
        LogDies(feed, dies, closes);
        return closes;
    }

    private long Version() => Entry()?.Version ?? 0;

    private TokenEntry? Entry()
    {
        try
        {
            return vault.Find(feed);
        }
        catch (IOException)
        {
            return null;    // damaged, or being replaced: whoever connects says so
        }
    }

    [LoggerMessage(LogLevel.Warning, "The access token of {Feed} dies at {Dies:u}, before the session ends at {Closes:u}: set a new one with ticks token set {Feed}")]
    private partial void LogDies(string feed, DateTimeOffset dies, DateTimeOffset closes);

    [LoggerMessage(LogLevel.Information, "A new access token of {Feed}: {Count} parked streams start again")]
    private partial void LogNew(string feed, int count);
}
