using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests;

/// <summary>Leases in memory, by the rules of the real stores; several nodes may share one. Answers fail while the test says so.</summary>
internal sealed class FakeLeases(TimeProvider time) : ILeases
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamKey, Row> _rows = [];
    private readonly Dictionary<Guid, NodeCard> _nodes = [];
    private int _lastLease;
    private DateTimeOffset _turnsUntil = DateTimeOffset.MinValue;

    public LeaseProfile Profile { get; set; } = LeaseProfile.Default;

    /// <summary>Every call of these nodes fails; null = all nodes.</summary>
    public Predicate<Guid?> IsAway { get; set; } = _ => false;

    public List<NewEvent> Events { get; } = [];

    /// <summary>Turns that were asked for.</summary>
    public int Connects { get; private set; }

    public IReadOnlyList<DesiredStream> Wishes()
    {
        lock (_gate) return [.. _rows.Values.Select(row => row.Wish)];
    }

    public void Mark(int lease, Position last)
    {
        lock (_gate)
        {
            if (_rows.Values.FirstOrDefault(row => row.Lease == lease) is { } row) row.Mark = last;
        }
    }

    /// <summary>Takes the stream from its owner, as a new owner whom nobody knows.</summary>
    public void Steal(StreamKey key)
    {
        lock (_gate) Give(_rows[key], Guid.NewGuid());
    }

    /// <summary>When its owner took it.</summary>
    public DateTimeOffset TakenAt(StreamKey key)
    {
        lock (_gate) return _rows[key].TakenAt;
    }

    public Guid? OwnerOf(StreamKey key)
    {
        lock (_gate) return _rows[key].Owner;
    }

    public Task<JoinAnswer> JoinAsync(NodeCard node, string? profile, CancellationToken cancellationToken) => Call(node.Id, () =>
    {
        _nodes[node.Id] = node with { Beat = time.GetUtcNow(), Joined = time.GetUtcNow() };
        return new JoinAnswer(Profile, Guid.Empty, time.MicrosecondsNow());
    });

    public Task LeaveAsync(Guid owner, CancellationToken cancellationToken) => Call(owner, () =>
    {
        foreach (var row in _rows.Values.Where(row => row.Owner == owner)) Release(row);
        return _nodes.Remove(owner);
    });

    public Task<LeaseLook> LookAsync(CancellationToken cancellationToken) => Call(null, () =>
    {
        var now = time.GetUtcNow();
        var free = _rows.Values.Where(row => row.Wish.Desired is DesiredState.Run && row.FreeAt(Profile) <= now).OrderBy(row => row.FreeAt(Profile))
            .Select(row => new FreeStream(row.Wish.Plan.Key, row.Wish.Plan.Feed, now - row.FreeAt(Profile)) { Expired = row.Owner is not null }).ToList();
        return new LeaseLook(free, _rows.Values.Count(row => row.Wish.Desired is DesiredState.Run), _nodes.Values.Count(node => node.Duty is NodeDuty.Open && now - node.Beat < Profile.Ttl + Profile.LockDelay), _rows.Values.Sum(row => row.Wish.Generation));
    });

    public Task<LeaseAnswer> AcquireAsync(LeaseRequest request, CancellationToken cancellationToken) => Call(request.Owner, () =>
    {
        var row = _rows[request.Stream];
        if (row.Wish.Desired is not DesiredState.Run) return new LeaseAnswer(null, row.Wish.Generation, time.MicrosecondsNow(), "it is not to run");
        if (row.FreeAt(Profile) > time.GetUtcNow()) return new LeaseAnswer(null, row.Wish.Generation, time.MicrosecondsNow(), "another node owns it");
        var from = row.Owner is { } before ? before.ToString() : null;
        return new LeaseAnswer(Give(row, request.Owner), row.Wish.Generation, time.MicrosecondsNow(), null) { TakenFrom = from };
    });

    public Task<BeatAnswer> BeatAsync(Beat beat, CancellationToken cancellationToken) => Call(beat.Node.Id, () =>
    {
        var now = time.GetUtcNow();
        _nodes[beat.Node.Id] = beat.Node with { Beat = now, Joined = _nodes.GetValueOrDefault(beat.Node.Id)?.Joined ?? now, Duty = _nodes.GetValueOrDefault(beat.Node.Id)?.Duty ?? NodeDuty.Open };
        var renewed = new List<RenewedLease>();
        foreach (var stream in beat.Streams)
        {
            if (_rows.Values.FirstOrDefault(row => row.Lease == stream.Lease && row.Owner == beat.Node.Id) is not { } row) continue;
            (row.Expires, row.Status, row.SaidAt) = (now + Profile.Ttl, stream.Status, now);
            renewed.Add(new RenewedLease(stream.Lease, row.Wish.Desired, row.Wish.Generation, row.Wish.Restart));
        }

        return new BeatAnswer(time.MicrosecondsNow(), renewed, [.. _nodes.Values.Where(node => node.Id != beat.Node.Id && now - node.Beat < Profile.Ttl * 3)]);
    });

    public Task ReleaseAsync(Guid owner, IReadOnlyList<int> leases, Reason reason, CancellationToken cancellationToken) => Call(owner, () =>
    {
        foreach (var row in _rows.Values.Where(row => row.Owner == owner && leases.Contains(row.Lease))) Release(row);
        return true;
    });

    public Task<DesiredAnswer> SetDesiredAsync(IReadOnlyList<DesiredStream> streams, TimeSpan between, CancellationToken cancellationToken) => Call(null, () =>
    {
        var now = time.GetUtcNow();
        if (streams.Any(stream => _rows.TryGetValue(stream.Plan.Key, out var known) && known.Wish.Generation >= stream.Generation)) return new DesiredAnswer(false, TimeSpan.Zero);
        TimeSpan? wait = null;
        foreach (var stream in streams)
        {
            if (!_rows.TryGetValue(stream.Plan.Key, out var row)) _rows[stream.Plan.Key] = row = new Row(_rows.Count + 1, stream);
            if (stream.Desired is DesiredState.Run && (row.Wish.Desired is not DesiredState.Run || row.Fresh))
            {
                row.StartsAt = _turnsUntil > now ? _turnsUntil : now;
                _turnsUntil = row.StartsAt + between;
                wait ??= row.StartsAt - now;
            }

            (row.Wish, row.Fresh) = (stream, false);
        }

        return new DesiredAnswer(true, wait ?? TimeSpan.Zero);
    });

    public Task<IReadOnlyList<StreamReport>> ReadStatusAsync(CancellationToken cancellationToken) => Call<IReadOnlyList<StreamReport>>(null, () =>
        [.. _rows.Values.Where(row => row.Owner is not null).Select(row =>
            new StreamReport(row.Wish.Plan.Key, _nodes.GetValueOrDefault(row.Owner!.Value)?.Name ?? "?", row.Owner.Value, row.Lease, row.Epoch, time.GetUtcNow() - row.SaidAt, row.Status))]);

    public Task<IReadOnlyList<NodeCard>> ListNodesAsync(CancellationToken cancellationToken) => Call<IReadOnlyList<NodeCard>>(null, () => [.. _nodes.Values]);

    public Task<int> SetDutyAsync(string node, NodeDuty duty, CancellationToken cancellationToken) => Call(null, () =>
    {
        var named = _nodes.Values.Where(card => card.Name == node || card.Id.ToString() == node).ToList();
        foreach (var card in named) _nodes[card.Id] = card with { Duty = duty };
        return named.Count;
    });

    public Task<TimeSpan> TakeTurnAsync(string account, ConnectBudget budget, CancellationToken cancellationToken) => Call(null, () =>
    {
        Connects++;
        return TimeSpan.Zero;
    });

    public Task RestAsync(string account, TimeSpan pause, CancellationToken cancellationToken) => Call(null, () => true);

    public Task AddEventsAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellationToken) => Call(null, () =>
    {
        Events.AddRange(events);
        return true;
    });

    private Task<T> Call<T>(Guid? node, Func<T> answer)
    {
        lock (_gate) return IsAway(node) ? Task.FromException<T>(new StoreException("08006", "the store is away")) : Task.FromResult(answer());
    }

    private StreamEpoch Give(Row row, Guid owner)
    {
        row.Lease = ++_lastLease;
        (row.Owner, row.Epoch, row.Expires, row.Status, row.SaidAt) = (owner, TickIdentity.EpochOrigin + _lastLease, time.GetUtcNow() + Profile.Ttl, null, time.GetUtcNow());
        row.TakenAt = time.GetUtcNow();
        return new StreamEpoch(row.Stream, row.Lease, row.Epoch, row.Mark);
    }

    private void Release(Row row) => (row.Owner, row.Expires) = (null, time.GetUtcNow());

    private sealed class Row(int stream, DesiredStream wish)
    {
        public int Stream { get; } = stream;

        public DesiredStream Wish { get; set; } = wish;

        public bool Fresh { get; set; } = true;

        public DateTimeOffset StartsAt { get; set; }

        public DateTimeOffset TakenAt { get; set; }

        public Guid? Owner { get; set; }

        public int Lease { get; set; }

        public long Epoch { get; set; }

        public DateTimeOffset Expires { get; set; }

        public string? Status { get; set; }

        public DateTimeOffset SaidAt { get; set; }

        public Position? Mark { get; set; }

        public DateTimeOffset FreeAt(LeaseProfile profile)
        {
            var free = Owner is null ? Expires : Expires + profile.LockDelay;
            return free > StartsAt ? free : StartsAt;
        }
    }
}
