using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>Turns out of the store's one row per account; while the store is away, out of what this process alone has used.</summary>
/// <param name="leases">The store's side.</param>
/// <param name="account">The account that the venue counts.</param>
/// <param name="budget">Its limit; null = the venue names none.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told when the store cannot be asked.</param>
internal sealed partial class ConnectTurns(ILeases leases, string account, ConnectBudget? budget, TimeProvider time, ILogger<ConnectTurns> logger) : IConnectTurns
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<long> _own = new();
    private long _restUntil = long.MinValue;

    public async Task TakeAsync(Action<TimeSpan> onWait, CancellationToken cancellationToken)
    {
        while (true)
        {
            var wait = await AskAsync(cancellationToken);
            if (wait <= TimeSpan.Zero) return;
            onWait(wait);
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    public void Rest(TimeSpan pause)
    {
        lock (_gate) _restUntil = Math.Max(_restUntil, time.SteadyMicroseconds() + (pause.Ticks / TimeSpan.TicksPerMicrosecond));
        _ = TellAsync(pause);
    }

    private async Task TellAsync(TimeSpan pause)
    {
        try
        {
            await leases.RestAsync(account, pause, CancellationToken.None).WaitAsync(Patience, time);
        }
        catch (Exception away) when (away is StoreException or TimeoutException)
        {
            LogAlone(account, away.Message);
        }
    }

    private async Task<TimeSpan> AskAsync(CancellationToken cancellationToken)
    {
        var own = OwnWait();
        if (own > TimeSpan.Zero) return own;
        try
        {
            var wait = await leases.TakeTurnAsync(account, budget ?? new ConnectBudget(int.MaxValue, TimeSpan.FromSeconds(1)), cancellationToken).WaitAsync(Patience, time, cancellationToken);
            if (wait > TimeSpan.Zero) return wait;
        }
        catch (Exception away) when (away is StoreException or TimeoutException)
        {
            LogAlone(account, away.Message);
        }

        Used();
        return TimeSpan.Zero;
    }

    private TimeSpan OwnWait()
    {
        var now = time.SteadyMicroseconds();
        lock (_gate)
        {
            if (_restUntil > now) return TimeSpan.FromMicroseconds(_restUntil - now);
            if (budget is not { } limit) return TimeSpan.Zero;
            var window = limit.Window.Ticks / TimeSpan.TicksPerMicrosecond;
            while (_own.TryPeek(out var oldest) && oldest + window <= now) _own.Dequeue();
            return _own.Count < limit.Attempts ? TimeSpan.Zero : TimeSpan.FromMicroseconds(_own.Peek() + window - now);
        }
    }

    private void Used()
    {
        if (budget is null) return;
        lock (_gate) _own.Enqueue(time.SteadyMicroseconds());
    }

    [LoggerMessage(LogLevel.Warning, "The store cannot be asked for a turn to connect with {Account} ({Problem}); this process keeps the limit by itself")]
    private partial void LogAlone(string account, string problem);
}
