using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>Looks every two seconds whether a new token was set, and then starts what was parked for want of one. Running streams take it at their next connection.</summary>
internal sealed partial class TokenWatch(TokenVault vault, string feed, IStreamControl streams, TimeProvider time, ILogger<TokenWatch> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        var known = Version();
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var version = Version();
                if (version <= known) continue;
                known = version;
                var parked = streams.List().Where(stream => stream is { State: StreamState.Parked, Reason: Reason.Auth }).Select(stream => stream.Key.ToString()).ToList();
                LogNew(feed, parked.Count);
                foreach (var key in parked) await streams.RestartAsync(key, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The node ends.
        }
    }

    private long Version()
    {
        try
        {
            return vault.Find(feed)?.Version ?? 0;
        }
        catch (IOException)
        {
            return 0;       // damaged, or being replaced: whoever connects says so
        }
    }

    [LoggerMessage(LogLevel.Information, "A new access token of {Feed}: {Count} parked streams start again")]
    private partial void LogNew(string feed, int count);
}
