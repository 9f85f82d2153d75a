using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>Drops whole days that are older than what is kept: at the start, and whenever a new day has begun.</summary>
internal sealed partial class Retention(ITickStore store, TimeSpan keep, TimeProvider time, ILogger<Retention> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Ends with the token, and for no other reason.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        DateOnly? done = null;
        try
        {
            do
            {
                var first = DateOnly.FromDateTime((time.GetUtcNow() - keep).UtcDateTime);
                if (first != done && await DropAsync(first, cancellationToken)) done = first;
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task<bool> DropAsync(DateOnly first, CancellationToken cancellationToken)
    {
        try
        {
            var days = await store.DropDaysBeforeAsync(first, cancellationToken);
            if (days > 0) LogDropped(days, first);
            return true;
        }
        catch (StoreException failure)
        {
            LogFailed(first, failure.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "Dropped {Days} days before {First}")]
    private partial void LogDropped(int days, DateOnly first);

    [LoggerMessage(LogLevel.Warning, "Days before {First} could not be dropped, trying again within the hour: {Problem}")]
    private partial void LogFailed(DateOnly first, string problem);
}
