using Microsoft.Extensions.Logging;

namespace OrleansTicks.Web;

/// <summary>Does its step at once and then every period, while anybody listens: once for all of them, and not at all for nobody.</summary>
/// <param name="period">From one step's begin to the next.</param>
/// <param name="step">What is done. A failure is logged once and tried again at the next turn.</param>
/// <param name="ended">Called when the last listener has gone and the last step is over.</param>
/// <param name="time">Of the period.</param>
/// <param name="logger">For failures.</param>
internal sealed partial class SharedLoop(TimeSpan period, Func<CancellationToken, Task> step, Func<ValueTask> ended, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private int _listeners;
    private CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    /// <summary>Keeps the loop going until the answer is disposed of.</summary>
    public IDisposable Listen()
    {
        lock (_gate)
        {
            if (_listeners++ == 0)
            {
                _stop = new CancellationTokenSource();                 // no timer and no wait handle in it: nothing to dispose of
                _run = RunAsync(_run, _stop.Token);
            }
        }

        return new Listener(this);
    }

    private void Leave()
    {
        CancellationTokenSource stop;
        lock (_gate)
        {
            if (--_listeners > 0) return;
            stop = _stop;
        }

        stop.Cancel();
    }

    /// <param name="before">The run before, which may still be at its end: two never overlap.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task RunAsync(Task before, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var timer = new PeriodicTimer(period, time);
        var failing = false;
        try
        {
            do failing = await TryAsync(failing, cancellationToken);
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await ended();
        }
    }

    private async Task<bool> TryAsync(bool failing, CancellationToken cancellationToken)
    {
        try
        {
            await step(cancellationToken);
            return false;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            if (!failing) LogFault(fault);
            return true;
        }
    }

    [LoggerMessage(LogLevel.Error, "What live pages show cannot be gathered; trying again every turn")]
    private partial void LogFault(Exception exception);

    private sealed class Listener(SharedLoop loop) : IDisposable
    {
        private SharedLoop? _loop = loop;

        public void Dispose() => Interlocked.Exchange(ref _loop, null)?.Leave();
    }
}
