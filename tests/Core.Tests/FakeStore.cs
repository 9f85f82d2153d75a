using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests;

/// <summary>A store in memory that answers when the test says so, fails as told, and keeps what it was given.</summary>
internal sealed class FakeStore : ITickStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, long> _cursors = [];
    private readonly List<TaskCompletionSource> _begun = [];
    private readonly List<Instrument> _instruments = [];
    private TaskCompletionSource? _hold;
    private int _begunCount;

    public FakeStore(TimeProvider? time = null) => Leases = new FakeLeases(time ?? TimeProvider.System);

    public StoreInfo Info { get; } = new(Guid.NewGuid(), false, "fake");

    public FakeLeases Leases { get; }

    ILeases ITickStore.Leases => Leases;

    public List<Tick> Ticks { get; } = [];

    public List<Gap> Gaps { get; } = [];

    public List<int> Commits { get; } = [];

    public List<QuarantinedRow> Quarantined { get; } = [];

    public List<LatestRow> Latest { get; } = [];

    /// <summary>Throws instead of committing while it gives an exception.</summary>
    public Func<TickBatch, Exception?> Fails { get; set; } = _ => null;

    /// <summary>Commits, but the answer is lost.</summary>
    public int LoseAnswers { get; set; }

    public Predicate<Tick> Refuses { get; set; } = _ => false;

    /// <summary>Commits wait from now on.</summary>
    public void Hold()
    {
        lock (_gate) _hold ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void LetGo()
    {
        TaskCompletionSource? hold;
        lock (_gate) (hold, _hold) = (_hold, null);
        hold?.TrySetResult();
    }

    /// <summary>Completes when <paramref name="count"/> commits have begun in all.</summary>
    public async Task CommitsBegun(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource next;
            lock (_gate)
            {
                if (_begunCount >= count) return;
                next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _begun.Add(next);
            }

            await next.Task.WaitAsync(cancellationToken);
        }
    }

    public async Task<CommitResult> CommitAsync(TickBatch batch, CancellationToken cancellationToken)
    {
        TaskCompletionSource? hold;
        lock (_gate)
        {
            _begunCount++;
            hold = _hold;
            _begun.ForEach(source => source.TrySetResult());
            _begun.Clear();
        }

        if (hold is not null) await hold.Task.WaitAsync(cancellationToken);
        lock (_gate)
        {
            if (Fails(batch) is { } failure) throw failure;
            if (_cursors.GetValueOrDefault(batch.Spool) >= batch.Sequence) return new CommitResult(true, 0, 0, [], 0);
            foreach (var tick in batch.Ticks)
            {
                if (Refuses(tick)) throw new StoreException("22003", $"row {tick.Identity} is out of range");
            }

            Ticks.AddRange(batch.Ticks);
            Gaps.AddRange(batch.Gaps);
            Quarantined.AddRange(batch.Quarantined);
            Latest.AddRange(batch.Latest);
            Commits.Add(batch.Count);
            _cursors[batch.Spool] = batch.Sequence;
            foreach (var stream in batch.Streams) Leases.Mark(stream.Lease, stream.Last);

            if (LoseAnswers-- > 0) throw new StoreException("08006", "the answer was lost");
            return new CommitResult(false, batch.Count, 0, [], 0);
        }
    }

    public Task ProbeAsync(TickBatch batch, int start, int count, CancellationToken cancellationToken)
    {
        for (var i = start; i < start + count; i++)
        {
            if (Refuses(batch.Ticks[i])) throw new StoreException("22003", $"row {batch.Ticks[i].Identity} is out of range");
        }

        return Task.CompletedTask;
    }

    public Task<long> GetCursorAsync(Guid spool, CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult(_cursors.GetValueOrDefault(spool));
    }

    public Task<IReadOnlyList<Instrument>> RegisterInstrumentsAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken)
    {
        foreach (var name in identities.Where(name => !_instruments.Exists(known => known.Name == name))) _instruments.Add(new Instrument(_instruments.Count + 1, name));
        return Task.FromResult<IReadOnlyList<Instrument>>([.. identities.Select(name => _instruments.First(known => known.Name == name))]);
    }

    public Task<IReadOnlyList<DesiredStream>> LoadStreamsAsync(CancellationToken cancellationToken) => Task.FromResult(Leases.Wishes());

    public Task<IReadOnlyList<Instrument>> ListInstrumentsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Instrument>>([.. _instruments]);

    public Task<IReadOnlyList<BookMark>> LoadBooksAsync(IReadOnlyList<int> instruments, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<BookMark>>([]);

    public Task OpenAsync(StoreOpening opening, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task EnsureDayAsync(DateOnly day, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<int> DropDaysBeforeAsync(DateOnly day, CancellationToken cancellationToken) => Task.FromResult(0);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
