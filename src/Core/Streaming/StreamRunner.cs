using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>Holds one stream: takes its ownership, runs its session, ends it. May be started and stopped many times; its figures go on.</summary>
internal sealed partial class StreamRunner(
    StreamPlan plan, IFeed feed, ITickStore store, TickWriter writer, LocalSymbols symbols, StreamLimits limits, TimeProvider time, ILoggerFactory loggers)
{
    private readonly StreamBoard _board = new(plan, time);
    private readonly ILogger<StreamRunner> _logger = loggers.CreateLogger<StreamRunner>();
    private CancellationTokenSource? _stop;
    private Task _run = Task.CompletedTask;

    public StreamPlan Plan => plan;

    public StreamStatus Status => _board.Snapshot();

    /// <summary>It is to run and has not given up.</summary>
    public bool IsActive => _stop is not null && !_run.IsCompleted;

    /// <summary>It waits for its turn; nothing runs yet.</summary>
    public bool IsQueued { get; private set; }

    public void Queue()
    {
        IsQueued = true;
        _board.Queued("waits for its turn");
    }

    public void Unqueue() => IsQueued = false;

    /// <summary>Starts it when it does not run.</summary>
    public void Start()
    {
        IsQueued = false;
        if (IsActive) return;
        _stop?.Dispose();
        _stop = new CancellationTokenSource();
        var token = _stop.Token;
        _run = Task.Run(() => RunAsync(token), CancellationToken.None);
    }

    /// <summary>Closes the socket and waits until what was read is durable.</summary>
    public async Task StopAsync()
    {
        IsQueued = false;
        if (_stop is { } stop)
        {
            _board.Stopping();
            await stop.CancelAsync();
            await _run;
            stop.Dispose();
            _stop = null;
        }

        _board.Stopped();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var epoch = await OpenAsync(cancellationToken);
            writer.Follow(epoch.Lease, _board.Stored);
            var owner = new Ownership(epoch.Stream, epoch.Lease, epoch.Epoch, epoch.Mark);
            var session = new StreamSession(
                feed, plan, owner, symbols, limits, _board, new Retry(Backoff.Sockets, time), time, loggers.CreateLogger<StreamSession>());
            await session.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            _board.Parked(Reason.None, $"{failure.Message} To resume: ticks start {plan.Key.Group}");
            LogFailed(failure, plan.Key);
        }
    }

    /// <summary>Takes the ownership once all that the one before accepted is in the store, since the fence leaves out what comes later.</summary>
    private async Task<StreamEpoch> OpenAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await writer.WhenCommittedAsync(cancellationToken);
                var epoch = (await store.Leases.AcquireAsync(new LeaseRequest(plan.Key, Guid.Empty, false), cancellationToken)).Granted!;
                symbols.Load(await store.LoadBooksAsync([.. plan.Instruments.Select(instrument => instrument.Id)], cancellationToken));
                _board.Owned(epoch);
                return epoch;
            }
            catch (StoreException away) when (StoreFaults.Judge(away.SqlState) is StoreVerdict.TryAgain)
            {
                _board.Queued($"waits for the store: {away.Message}");
                if (attempt == 0) LogWaits(plan.Key, away.Message);
                await Task.Delay(Backoff.Store.Pause(attempt), time, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Stream {Stream} cannot start without its store: {Problem}")]
    private partial void LogWaits(StreamKey stream, string problem);

    [LoggerMessage(LogLevel.Error, "Stream {Stream} ended with an error of ours")]
    private partial void LogFailed(Exception failure, StreamKey stream);
}
