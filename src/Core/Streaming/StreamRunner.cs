using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>Holds one stream: takes its ownership, runs its session, gives it back. May own it many times; its figures go on.</summary>
/// <remarks>One caller at a time takes and ends it; its session may end by itself at any moment, when the ownership is lost.</remarks>
internal sealed partial class StreamRunner(
    StreamPlan plan, IFeed feed, ITickStore store, TickWriter writer, ISymbols symbols, LeaseKeeper keeper, IConnectTurns turns, StreamLimits limits, TimeProvider time,
    ILoggerFactory loggers, RecorderOptions? recorder = null, bool onlyInSession = false, TimeSpan? age = null) : IStreamRunner
{
    /// <summary>What an own batch under way is given to be committed before the lease goes: then the successor's gap is exact at once.</summary>
    private static readonly TimeSpan CommitPatience = TimeSpan.FromSeconds(1);

    private readonly StreamBoard _board = new(plan, time);
    private readonly EditablePlan _plan = new(plan);
    private readonly CarriedInstruments _carried = new(symbols);
    private readonly ILogger<StreamRunner> _logger = loggers.CreateLogger<StreamRunner>();
    private readonly Lock _gate = new();
    private CancellationTokenSource? _stop;
    private Task _ending = Task.CompletedTask;
    private Task _run = Task.CompletedTask;
    private volatile HeldLease? _held;
    private volatile TaskCompletionSource _free = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Carries this list from now on. An open connection is told the difference; what stays is not touched.</summary>
    public void Edit(StreamPlan next)
    {
        _board.Carries(next.Instruments.Count);
        _plan.Set(next);
    }

    /// <summary>It owns its stream, or still ends what it began to own.</summary>
    public bool IsOwned => _held is not null;

    /// <summary>It owns the stream and gave up on its venue; only a command brings it back.</summary>
    public bool IsParked => IsOwned && _board.State is StreamState.Parked;

    /// <summary>The ownership; null = none.</summary>
    public HeldLease? Held => _held;

    public StreamStatus Status
    {
        get
        {
            var status = _board.Snapshot() with { Node = IsOwned ? keeper.Node.Name : null, Owner = IsOwned ? keeper.Node.Id : null };
            return IsOwned && keeper.IsUnproven && status.State is StreamState.Running
                ? status with { State = StreamState.Degraded, Reason = Reason.StoreLost, Detail = "ownership unproven: the store is away, and no other node reaches it" }
                : status;
        }
    }

    /// <summary>Nobody here owns it: what the board should say.</summary>
    public void Rest(StreamState state, string? detail) => _board.Resting(state, detail);

    public StreamPlan Plan => _plan.Now;

    private bool IsInSession => feed.Traits.Hours is not { } hours || hours.IsOpen(time.GetUtcNow());

    private FrameTap Tap => field ??= new FrameTap(recorder, feed, _plan, time, loggers.CreateLogger<FrameRecording>());

    /// <summary>Replaces its connection, where it has one.</summary>
    public void Renew() => _plan.Renew();

    /// <summary>Whether its raw frames are kept; may change while it is read.</summary>
    public bool Records
    {
        set => Tap.IsWanted = value;
    }

    public Task WhenFreeAsync() => IsOwned ? _free.Task : Task.CompletedTask;

    public async Task<string?> TakeAsync(CancellationToken cancellationToken)
    {
        if (IsOwned) return null;
        // What this process itself accepted under an older ownership must be in, so that the mark, where the new gap begins, is exact.
        await writer.WhenCommittedAsync(cancellationToken).WaitAsync(CommitPatience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        var sent = time.SteadyMicroseconds();
        var answer = await store.Leases.AcquireAsync(new LeaseRequest(plan.Key, keeper.Node.Id, feed.Traits.IsExclusive(plan.Mode)), cancellationToken);
        if (answer.Granted is not { } epoch) return answer.Refused ?? "it is not free";
        var held = keeper.Keep(answer, sent, () => StatusText.Write(Status, keeper.Clock.AtMost(time.SteadyMicroseconds())));
        try
        {
            await _carried.PrepareAsync(_plan.Now.Instruments, cancellationToken);
        }
        catch
        {
            await keeper.ReleaseAsync(held, Reason.StoreLost);
            throw;
        }

        _board.Owned(epoch);
        _board.Noted = (what, reason, detail) => keeper.Note(new NewEvent(epoch.Stream, epoch.Lease, keeper.Node.Name, what, reason, detail));
        writer.Follow(epoch.Lease, _board.Stored, () => keeper.Fenced(epoch.Lease));
        _stop?.Dispose();
        _stop = new CancellationTokenSource();
        var token = _stop.Token;
        _free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _held = held;
        LogTaken(plan.Key, epoch.Epoch, answer.TakenFrom is null ? "" : $", from {answer.TakenFrom}");
        _run = Task.Run(() => RunAsync(held, token), CancellationToken.None);
        return null;
    }

    public Task EndAsync(Reason reason)
    {
        lock (_gate)
        {
            if (_held is not { } held) return Task.CompletedTask;
            return _ending = _ending.IsCompleted ? GiveBackAsync(held, reason) : _ending;
        }
    }

    private async Task GiveBackAsync(HeldLease held, Reason reason)
    {
        _board.Stopping(reason);
        await _stop!.CancelAsync();
        await _run;
        if (keeper.Trouble is null) await writer.WhenCommittedAsync(CancellationToken.None).WaitAsync(CommitPatience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await keeper.ReleaseAsync(held, reason);
        _board.Resting(StreamState.Unassigned, null);
        LetGo(held);
    }

    /// <summary>Nothing of this ownership runs any more.</summary>
    private void LetGo(HeldLease held)
    {
        writer.Unfollow(held.Epoch.Lease);
        _carried.LeaveAll();
        _held = null;
        _free.TrySetResult();
    }

    private async Task RunAsync(HeldLease held, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, held.Hold.Lost);
        try
        {
            var epoch = held.Epoch;
            var owner = new Ownership(epoch.Stream, epoch.Lease, epoch.Epoch, epoch.Mark) { Hold = held.Hold, HasPredecessor = epoch.HasPredecessor };
            var session = new StreamSession(
                feed, _plan, _carried, Tap, owner, symbols, limits, _board, new Retry(Backoff.Sockets, time, () => IsInSession), turns, time, loggers.CreateLogger<StreamSession>(), onlyInSession ? feed.Traits.Hours : null, age ?? feed.Traits.PlannedAge);
            try
            {
                await session.RunAsync(end.Token);
            }
            finally
            {
                await Tap.DisposeAsync();
            }

            keeper.BeatSoon();
            // It stays the owner: another node would only be refused by the venue once more.
            await Task.Delay(Timeout.InfiniteTimeSpan, time, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            _board.Parked(Reason.None, $"{failure.Message} To resume: ticks restart {plan.Key}");
            LogFailed(failure, plan.Key);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (stop.IsCancellationRequested) return;   // who stops it goes on from here
        _board.Disowned(held.Hold.LostBy, held.Hold.LostDetail ?? "");
        LogLost(plan.Key, held.Hold.LostDetail);
        LetGo(held);
    }

    [LoggerMessage(LogLevel.Information, "Stream {Stream} is ours, epoch {Epoch}{From}")]
    private partial void LogTaken(StreamKey stream, long epoch, string from);

    [LoggerMessage(LogLevel.Warning, "Stream {Stream} is no longer ours: {Detail}")]
    private partial void LogLost(StreamKey stream, string? detail);

    [LoggerMessage(LogLevel.Error, "Stream {Stream} ended with an error of ours")]
    private partial void LogFailed(Exception failure, StreamKey stream);
}
