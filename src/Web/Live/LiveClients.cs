using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansTicks.Web;

/// <summary>All who listen to anything live: how many there may be, and how it ends with each of them.</summary>
/// <remarks>
/// All of them together take one place in the pool, and give way after a few turns: two hundred turns in the pool's one queue would have the streams wait
/// behind them for a tenth of a second. For the same reason a crowd begins, and is cut, a few at a time.
/// </remarks>
internal sealed partial class LiveClients(int max, TimeProvider time, CancellationToken stopping, ILogger<LiveClients> logger) : IDisposable
{
    private const int RetryAfterSeconds = 5;

    /// <summary>Turns of listeners until everybody else's work in the pool comes first again.</summary>
    private const int Turns = 4;

    private readonly TaskScheduler _one = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, 1, Turns).ExclusiveScheduler;
    private readonly TokenBucketRateLimiter _door = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = 8, TokensPerPeriod = 3, ReplenishmentPeriod = TimeSpan.FromMilliseconds(25), QueueLimit = 2 * max, QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private int _count;

    /// <summary>Serves one until it leaves, stops reading, or the node stops.</summary>
    /// <exception cref="RefusedException">There are too many already.</exception>
    public async Task ServeAsync(HttpContext context, Func<LiveResponse, CancellationToken, Task> serve)
    {
        try
        {
            if (Interlocked.Increment(ref _count) > max)
            {
                context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                throw new RefusedException(StatusCodes.Status503ServiceUnavailable, "too_many_listeners", $"{max} listen already; close one, or try again later");
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            (await _door.AcquireAsync(1, either.Token)).Dispose();
            await Task.Factory.StartNew(() => serve(new LiveResponse(context, time, either.Token), either.Token), either.Token, TaskCreationOptions.None, _one).Unwrap();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            return;
        }
        catch (TimeoutException)
        {
            LogCut(context.Request.Path, LiveResponse.Patience);
            (await _door.AcquireAsync(1, CancellationToken.None)).Dispose();
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    public void Dispose() => _door.Dispose();

    [LoggerMessage(LogLevel.Information, "Cut a listener of {Path} that had not read for {Patience}")]
    private partial void LogCut(string path, TimeSpan patience);
}
