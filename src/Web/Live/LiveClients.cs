using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansTicks.Web;

/// <summary>All who listen to anything live: how many there may be, and how it ends with each of them.</summary>
/// <remarks>They begin and are cut one after the other: two hundred snapshots or farewells in one moment would take the processor from the streams for a tenth of a second.</remarks>
internal sealed partial class LiveClients(int max, TimeProvider time, CancellationToken stopping, ILogger<LiveClients> logger)
{
    private const int RetryAfterSeconds = 5;

    /// <summary>From one that begins or is cut to the next.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim _door = new(1);
    private long? _passed;
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
            await PassAsync(either.Token);
            await serve(new LiveResponse(context, time, either.Token), either.Token);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            return;
        }
        catch (TimeoutException)
        {
            LogCut(context.Request.Path, LiveResponse.Patience);
            await PassAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        await _door.WaitAsync(cancellationToken);
        try
        {
            var wait = _passed is { } passed ? Pace - time.GetElapsedTime(passed) : TimeSpan.Zero;
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
            _passed = time.GetTimestamp();
        }
        finally
        {
            _door.Release();
        }
    }

    [LoggerMessage(LogLevel.Information, "Cut a listener of {Path} that had not read for {Patience}")]
    private partial void LogCut(string path, TimeSpan patience);
}
