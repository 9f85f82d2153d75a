using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>Makes the places for today and tomorrow early, so that no commit waits for them at midnight, and drops whole days that are older than what is kept: at the start and every hour.</summary>
/// <param name="store">Whose days.</param>
/// <param name="keep">How long rows are kept; null = for ever.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of days that went and of what failed.</param>
internal sealed partial class DayKeeper(ITickStore store, TimeSpan? keep, TimeProvider time, ILogger<DayKeeper> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private DateOnly? _dropped;

    /// <summary>Ends with the token, and for no other reason.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            do await KeepAsync(cancellationToken);
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        try
        {
            await store.EnsureDayAsync(today, cancellationToken);
            await store.EnsureDayAsync(today.AddDays(1), cancellationToken);
            if (keep is not { } kept) return;
            var first = DateOnly.FromDateTime((now - kept).UtcDateTime);
            if (first == _dropped) return;
            var days = await store.DropDaysBeforeAsync(first, cancellationToken);
            _dropped = first;
            if (days > 0) LogDropped(days, first);
        }
        catch (StoreException failure)
        {
            LogFailed(failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Dropped {Days} days before {First}")]
    private partial void LogDropped(int days, DateOnly first);

    [LoggerMessage(LogLevel.Warning, "Days could not be made or dropped, trying again within the hour: {Problem}")]
    private partial void LogFailed(string problem);
}
