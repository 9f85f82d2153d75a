using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>Takes durable batches to the store in order, joining those that wait into one commit.</summary>
internal sealed partial class Committer
{
    private static readonly TimeSpan Unwell = TimeSpan.FromMilliseconds(250);

    private readonly Spool _spool;
    private readonly StoreWriter _store;
    private readonly Guid _storeId;
    private readonly WriterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<TickBatch?> _done;
    private readonly Lock _gate = new();
    private readonly Queue<SpoolEntry> _queue = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(long Sequence, TaskCompletionSource Reached)> _waiters = [];
    private readonly Dictionary<int, Follower> _followers = [];
    private Task _loop = Task.CompletedTask;
    private TaskCompletionSource? _room;
    private bool _committing;
    private long _commitBegan;
    private long _queuedRows;
    private long _memory;
    private long _added;
    private long _committed;
    private long _stored;
    private long _duplicates;
    private long _quarantined;
    private long _fenced;
    private long _gaps;
    private long _recovered;

    public Committer(Spool spool, ITickStore store, WriterOptions options, Backoff backoff, TimeProvider time, ILogger logger, Action<TickBatch?> done)
    {
        (_spool, _storeId, _options, _time, _logger, _done) = (spool, store.Info.Id, options, time, logger, done);
        _store = new StoreWriter(store, backoff, time, logger, () => done(null));   // batches no longer wait for a commit to come back
    }

    /// <summary>Nothing is queued or under way, or the store is unwell: a new batch need not wait for a commit.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate) return _store.Trouble is not null || (!_committing && _queue.Count == 0);
        }
    }

    public bool IsCrowded
    {
        get
        {
            if (Interlocked.Read(ref _queuedRows) <= _options.CrowdedRows) return false;
            lock (_gate) return _store.Trouble is null && (!_committing || _time.GetElapsedTime(_commitBegan) < Unwell);
        }
    }

    /// <summary>Tells <paramref name="stored"/> how many rows of the lease each commit took in, and <paramref name="past"/> when a commit finds that it is a past one.</summary>
    public void Follow(int lease, Action<int> stored, Action past)
    {
        lock (_gate) _followers[lease] = new Follower(stored, past);
    }

    public void Unfollow(int lease)
    {
        lock (_gate) _followers.Remove(lease);
    }

    public void Start() => _loop = Task.Run(() => RunAsync(_stop.Token));

    /// <summary>Ends, and waits for the commit under way at most for <paramref name="atMost"/>: a store that hangs may hold up even its own cancellation.</summary>
    public async Task StopAsync(TimeSpan atMost)
    {
        await EndAsync().WaitAsync(atMost, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        async Task EndAsync()
        {
            await _stop.CancelAsync();
            await _loop;
        }
    }

    /// <summary>Takes a batch that is durable. Beyond the memory budget it is let go and read back later.</summary>
    public void Add(SpoolEntry entry, TickBatch batch)
    {
        var bytes = (long)batch.Count * Handover.BytesPerTick;
        var kept = false;
        lock (_gate)
        {
            if (_memory + bytes <= _options.MemoryBudget)
            {
                entry.Batch = batch;
                _memory += bytes;
                kept = true;
            }

            _queue.Enqueue(entry);
            _added = entry.Sequence;
            Interlocked.Add(ref _queuedRows, entry.Rows);
        }

        if (!kept) _done(batch);
        _arrived.Release();
    }

    public async ValueTask WaitForRoomAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        Task room;
        lock (_gate)
        {
            if (_queuedRows <= _options.CrowdedRows) return;
            room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        await room.WaitAsync(atMost, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task WhenCommittedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_committed >= _added) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((_added, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    public WriterTotals Totals()
    {
        lock (_gate)
        {
            return new WriterTotals
            {
                Stored = _stored,
                Duplicates = _duplicates,
                Quarantined = _quarantined,
                Fenced = _fenced,
                Gaps = _gaps,
                Recovered = _recovered,
                InSpool = _queuedRows,
                Trouble = _store.Trouble,
                Parked = _store.IsParked,
            };
        }
    }

    /// <summary>Stores what earlier runs accepted.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var recovery = new SpoolRecovery(_spool, _storeId, _logger);
        foreach (var file in recovery.Files)
        {
            var cursors = new Dictionary<Guid, long>();
            long rows = 0;
            foreach (var batch in recovery.Read(file))
            {
                if (!cursors.TryGetValue(batch.Spool, out var cursor)) cursors[batch.Spool] = cursor = await _store.GetCursorAsync(batch.Spool, cancellationToken);
                if (batch.Sequence <= cursor) continue;
                rows += batch.Count;
                AddNewest(batch);
                Count(batch, await _store.CommitAsync(batch, cancellationToken));
                lock (_gate) _recovered += batch.Count;
            }

            recovery.Done(file);
            if (rows > 0) LogRecovered(rows, file);
        }
    }

    /// <summary>The newest of each instrument, for <c>latest</c>: the spool does not carry it.</summary>
    private static void AddNewest(TickBatch batch)
    {
        var newest = new Dictionary<(int, bool), int>();
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var tick = ref batch.Ticks[i];
            if (!tick.Kind.IsPrice()) continue;
            var key = (tick.Instrument, tick.Kind is TickKind.Quote);
            if (!newest.TryGetValue(key, out var known) || tick.Identity > batch.Ticks[known].Identity) newest[key] = i;
        }

        foreach (var index in newest.Values) batch.Latest.Add(new LatestRow(batch.Ticks[index], batch.Streams[batch.Ticks[index].Slot].Lease));
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var taken = new List<SpoolEntry>();
        try
        {
            while (true)
            {
                await _arrived.WaitAsync(cancellationToken);
                var batch = await TakeAsync(taken, cancellationToken);
                if (batch is null) continue;   // it had been joined to the one before
                await CommitAsync(taken, batch, cancellationToken);
                Finish(taken, batch);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception failure)
        {
            _store.Park(failure.Message);
        }
    }

    /// <summary>Commits what was taken. Where a lease among several joined batches is a past one, each batch is judged by itself: those received in time go in.</summary>
    private async Task CommitAsync(List<SpoolEntry> taken, TickBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            Count(batch, await _store.CommitAsync(batch, cancellationToken));
        }
        catch (StoreException fenced) when (StoreFaults.Judge(fenced.SqlState) is StoreVerdict.Fenced)
        {
            foreach (var entry in taken)
            {
                var alone = new TickBatch(entry.Rows);
                await Task.Run(() => _spool.Read(entry, alone), cancellationToken);
                Count(alone, await _store.CommitAsync(alone, cancellationToken));
            }
        }
    }

    /// <summary>The next batch, joined with those behind it that are in memory and fit into one commit.</summary>
    private async ValueTask<TickBatch?> TakeAsync(List<SpoolEntry> taken, CancellationToken cancellationToken)
    {
        taken.Clear();
        TickBatch? batch;
        List<TickBatch>? joined = null;
        lock (_gate)
        {
            if (!_queue.TryDequeue(out var first)) return null;
            taken.Add(first);
            batch = first.Batch;
            var rows = first.Rows;
            while (batch is not null && _queue.TryPeek(out var next) && next.Batch is { } more && rows + next.Rows <= _options.MaxRows)
            {
                taken.Add(_queue.Dequeue());
                (joined ??= []).Add(more);
                rows += next.Rows;
            }

            _committing = true;
            _commitBegan = _time.GetTimestamp();
        }

        if (batch is null)
        {
            batch = new TickBatch(taken[0].Rows);
            await Task.Run(() => _spool.Read(taken[0], batch), cancellationToken);
        }

        foreach (var more in joined ?? [])
        {
            batch.Append(more);
            _done(more);
        }

        return batch;
    }

    private void Finish(List<SpoolEntry> taken, TickBatch batch)
    {
        TaskCompletionSource? room = null;
        List<TaskCompletionSource> reached = [];
        lock (_gate)
        {
            _committing = false;
            _committed = taken[^1].Sequence;
            foreach (var entry in taken)
            {
                Interlocked.Add(ref _queuedRows, -entry.Rows);
                if (entry.Batch is not null) _memory -= (long)entry.Rows * Handover.BytesPerTick;
                entry.Batch = null;
            }

            if (_queuedRows <= _options.CrowdedRows) (room, _room) = (_room, null);
            if (_waiters.Count > 0)
            {
                reached.AddRange(_waiters.Where(waiter => waiter.Sequence <= _committed).Select(waiter => waiter.Reached));
                _waiters.RemoveAll(waiter => waiter.Sequence <= _committed);
            }
        }

        foreach (var entry in taken) _spool.Release(entry);
        _done(batch);
        room?.TrySetResult();
        reached.ForEach(source => source.TrySetResult());
    }

    private void Count(TickBatch batch, CommitResult result)
    {
        lock (_gate)
        {
            _gaps += result.Replayed ? 0 : batch.Gaps.Count;
            _quarantined += result.Replayed ? 0 : batch.Quarantined.Count;
            // A replay means an earlier try went through and its answer was lost: the rows are in.
            _stored += result.Replayed ? batch.Count : result.Inserted;
            _duplicates += result.Duplicate;
            _fenced += result.FencedRows;
        }

        Span<int> rows = batch.Streams.Count <= 256 ? stackalloc int[batch.Streams.Count] : new int[batch.Streams.Count];
        foreach (ref readonly var tick in batch.Ticks) rows[tick.Slot]++;
        for (var slot = 0; slot < rows.Length; slot++)
        {
            var lease = batch.Streams[slot].Lease;
            Follower? follower;
            lock (_gate) follower = _followers.GetValueOrDefault(lease);
            if (follower is null) continue;
            var fenced = result.FencedLeases.Contains(lease);
            if (rows[slot] > 0 && !fenced) follower.Stored(rows[slot]);
            if (fenced || result.PastLeases.Contains(lease)) follower.Past();
        }

        if (result.FencedRows > 0) LogFenced(result.FencedRows, string.Join(", ", result.FencedLeases));
    }

    private sealed record Follower(Action<int> Stored, Action Past);

    [LoggerMessage(LogLevel.Warning, "{Rows} rows of leases {Leases} were received after their streams had a newer owner, and are left out")]
    private partial void LogFenced(int rows, string leases);

    [LoggerMessage(LogLevel.Information, "Stored {Rows} rows that an earlier run had left in {File}")]
    private partial void LogRecovered(long rows, string file);
}
