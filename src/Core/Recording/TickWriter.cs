using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>Takes accepted ticks of all streams to the spool and from there to the store, one batch at a time, in order.</summary>
/// <remarks>
/// A batch is what arrived while the commit before was on its way, so a lone tick never waits and a burst makes big batches.
/// One thread flushes (it blocks on the disk); one task commits (<see cref="Committer"/>). The flush of one batch overlaps the commit of the one before.
/// </remarks>
public sealed partial class TickWriter : IAsyncDisposable
{
    private static readonly TimeSpan DiskPause = TimeSpan.FromMilliseconds(250);

    /// <summary>What a commit under way is given to be called off.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly Spool _spool;
    private readonly WriterOptions _options;
    private readonly ILogger<TickWriter> _logger;
    private readonly Committer _committer;
    private readonly Queue<TickBatch> _full = new();
    private readonly Stack<TickBatch> _pool = new();
    private readonly Dictionary<int, BatchStream> _lastByLease = [];
    private readonly Thread _flusher;
    private TickBatch _forming;
    private long _formingSince;
    private bool _stopping;
    private string? _diskTrouble;

    public TickWriter(Spool spool, ITickStore store, WriterOptions options, TimeProvider time, ILogger<TickWriter> logger, Backoff? backoff = null)
    {
        (_spool, _options, _logger) = (spool, options, logger);
        _forming = new TickBatch(256);
        _committer = new Committer(spool, store, options, backoff ?? Backoff.Store, time, logger, Committed);
        _flusher = new Thread(Flush) { Name = "ticks flush", IsBackground = true };
    }

    /// <summary>Guards the forming batch and, with it, the books in front of it.</summary>
    internal object Gate { get; } = new();

    /// <summary>Asked under <see cref="Gate"/> for rows of <c>latest</c> whenever a batch closes; true = the last time.</summary>
    internal Action<List<LatestRow>, bool>? CollectLatest { get; set; }

    /// <summary>More rows wait for a working store than is good: reading should pause for a moment. Never during an outage.</summary>
    public bool IsCrowded => _committer.IsCrowded;

    public ValueTask WaitForRoomAsync(TimeSpan atMost, CancellationToken cancellationToken) => _committer.WaitForRoomAsync(atMost, cancellationToken);

    /// <summary>Commits what earlier runs left in the spool, then begins to take new batches. To be awaited before the first stream opens its epoch, since an older epoch is fenced.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _committer.RecoverAsync(cancellationToken);
        _committer.Start();
        _flusher.Start();
    }

    /// <summary>Completes when all that was accepted before the call is in the store.</summary>
    public Task WhenCommittedAsync(CancellationToken cancellationToken) => _committer.WhenCommittedAsync(cancellationToken);

    /// <summary>Tells how many rows of a lease each commit took in, and when it is found to be a past one, until <see cref="Unfollow"/>.</summary>
    internal void Follow(int lease, Action<int> stored, Action past) => _committer.Follow(lease, stored, past);

    internal void Unfollow(int lease) => _committer.Unfollow(lease);

    public WriterTotals Totals()
    {
        var totals = _committer.Totals() with { SpoolBytes = _spool.Bytes };
        return Volatile.Read(ref _diskTrouble) is { } trouble ? totals with { Trouble = trouble } : totals;
    }

    /// <summary>Flushes and commits what is there, at most for <paramref name="atMost"/>, and ends. What is left stays in the spool for the next start.</summary>
    /// <returns>True when nothing is left.</returns>
    public async Task<bool> DrainAsync(TimeSpan atMost, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        lock (Gate)
        {
            AddLastPrices();
            _stopping = true;
            Monitor.PulseAll(Gate);
        }

        try
        {
            if (_flusher.IsAlive) await Task.Run(_flusher.Join, CancellationToken.None).WaitAsync(limit.Token);
            await _committer.WhenCommittedAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            LogLeft(Totals().InSpool);
        }

        await _committer.StopAsync(Farewell);
        return Totals().InSpool == 0;
    }

    public async ValueTask DisposeAsync()
    {
        lock (Gate)
        {
            _stopping = true;
            Monitor.PulseAll(Gate);
        }

        await _committer.StopAsync(Farewell);
        if (_flusher.IsAlive && _diskTrouble is null) await Task.Run(_flusher.Join);
        _spool.Dispose();
    }

    /// <summary>Under <see cref="Gate"/>: the batch that the handover's rows go into, and their slot in it. A handover is never split.</summary>
    internal (TickBatch Batch, ushort Slot) Open(Handover handover)
    {
        if (_forming.Count > 0 && _forming.Count + handover.Ticks.Count > _options.MaxRows)
        {
            _full.Enqueue(_forming);
            _forming = Rent();
        }

        if (_forming.IsEmpty) _formingSince = Environment.TickCount64;
        var owner = handover.Owner;
        return (_forming, _forming.Declare(new BatchStream(owner.Stream, owner.Lease, owner.Epoch, handover.First.N, handover.Last) { First = handover.First, ReceivedBy = handover.ReceivedBy }));
    }

    /// <summary>Under <see cref="Gate"/>: all of the handover is in the batch.</summary>
    internal void Close(Handover handover)
    {
        _forming.Gaps.AddRange(handover.Gaps);
        _forming.Waiting.Add(handover);
        _lastByLease[handover.Owner.Lease] = _forming.Streams[^1];
        Monitor.PulseAll(Gate);
    }

    private TickBatch Rent() => _pool.TryPop(out var batch) ? batch : new TickBatch(256);

    /// <summary>The flusher: waits for a reason to close a batch, makes it durable, tells the streams, passes it on.</summary>
    private void Flush()
    {
        var waiting = new List<Handover>();
        while (Next() is { } batch)
        {
            var entry = Append(batch);
            if (entry is null) return;   // the process ends while the disk refuses; nobody was told it was accepted
            Volatile.Write(ref _diskTrouble, null);
            waiting.AddRange(batch.Waiting);   // the committer may be through with the batch before we are
            _committer.Add(entry, batch);
            // Told before the next batch closes: what the streams gathered meanwhile belongs into it.
            foreach (var handover in waiting) handover.Durable();
            waiting.Clear();
        }
    }

    /// <summary>Waits until a batch should close: no commit is under way, it is full, it has waited long enough, or we stop.</summary>
    private TickBatch? Next()
    {
        lock (Gate)
        {
            while (true)
            {
                if (_full.TryDequeue(out var full)) return Closed(full);
                if (_forming.IsEmpty)
                {
                    if (_stopping) return null;
                    Monitor.Wait(Gate);
                    continue;
                }

                var waited = Environment.TickCount64 - _formingSince;
                if (_stopping || _committer.IsIdle || _forming.Count >= _options.MaxRows || waited >= _options.MaxUnaccepted.TotalMilliseconds)
                {
                    var batch = _forming;
                    _forming = Rent();
                    return Closed(batch);
                }

                Monitor.Wait(Gate, Math.Max(1, (int)(_options.MaxUnaccepted.TotalMilliseconds - waited)));
            }
        }
    }

    private TickBatch Closed(TickBatch batch)
    {
        CollectLatest?.Invoke(batch.Latest, false);
        DeclareLeases(batch);
        return batch;
    }

    /// <summary>At the end: a batch without rows that carries the newest prices, so that <c>latest</c> is exact after a drain.</summary>
    private void AddLastPrices()
    {
        if (_stopping) return;
        CollectLatest?.Invoke(_forming.Latest, true);
        DeclareLeases(_forming);
    }

    /// <summary>A row of <c>latest</c> may be of a lease without ticks in this batch.</summary>
    private void DeclareLeases(TickBatch batch)
    {
        foreach (var row in batch.Latest)
        {
            if (!batch.Declares(row.Lease) && _lastByLease.TryGetValue(row.Lease, out var last))
                batch.Declare(last with { FirstN = last.Last.N + 1 });
        }
    }

    /// <summary>Tries until the disk takes it. Meanwhile nothing is accepted, streams fill up, and what they must refuse becomes a gap.</summary>
    private SpoolEntry? Append(TickBatch batch)
    {
        while (true)
        {
            try
            {
                return _spool.Append(batch);
            }
            catch (IOException failure)
            {
                if (_diskTrouble is null) LogDisk(failure.Message);
                Volatile.Write(ref _diskTrouble, failure.Message);
                lock (Gate)
                {
                    if (_stopping) return null;
                    Monitor.Wait(Gate, DiskPause);
                }
            }
        }
    }

    /// <summary>The committer is through with a batch, or has come to rest.</summary>
    private void Committed(TickBatch? batch)
    {
        lock (Gate)
        {
            if (batch is not null && _pool.Count < 8 && batch.Capacity <= 4 * _options.MaxRows)
            {
                batch.Clear();
                _pool.Push(batch);
            }

            Monitor.PulseAll(Gate);
        }
    }

    [LoggerMessage(LogLevel.Error, "The spool cannot be written, so nothing is accepted: {Problem}")]
    private partial void LogDisk(string problem);

    [LoggerMessage(LogLevel.Warning, "{Rows} rows stay in the spool; the next start stores them")]
    private partial void LogLeft(long rows);
}
