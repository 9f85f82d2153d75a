namespace OrleansTicks.Core;

/// <summary>One stream's figures: written by its session alone, read by anybody as an immutable <see cref="StreamStatus"/>.</summary>
internal sealed class StreamBoard(StreamPlan plan, TimeProvider time)
{
    private readonly Lock _gate = new();
    private int _symbols = plan.Instruments.Count;
    private readonly long[] _rejected = new long[Enum.GetValues<RejectKind>().Length];
    private readonly long[] _reconnects = new long[Enum.GetValues<Reason>().Length];
    private StreamState _state = StreamState.Starting;
    private Reason _reason;
    private string? _detail;
    private DateTimeOffset? _retryAt;
    private DateTimeOffset? _connectedAt;
    private Position? _acceptedThrough;
    private int _lease;
    private long _epoch;
    private long _messages;
    private long _lost;
    private long _received;
    private long _accepted;
    private long _duplicates;
    private long _spare;
    private long _dropped;
    private long _stored;
    private long _notAsked;
    private long _gaps;
    private long _lastMessageAt;
    private long _lastDataAt;
    private int _symbolsWithData;
    private TimeSpan _muteLimit;
    private bool _everConnected;

    public StreamState State
    {
        get
        {
            lock (_gate) return _state;
        }
    }

    public long LastDataAt => Volatile.Read(ref _lastDataAt);

    /// <summary>Told of what is worth an event: a word, the reason, a sentence.</summary>
    public Action<string, Reason, string?>? Noted { get; set; }

    /// <summary>So many instruments are to be carried from now on.</summary>
    public void Carries(int symbols)
    {
        lock (_gate) _symbols = symbols;
    }

    /// <summary>Nobody here owns the stream.</summary>
    public void Resting(StreamState state, string? detail) => Set(state, Reason.None, detail);

    /// <summary>The ownership was lost.</summary>
    public void Disowned(Reason reason, string detail) => Set(StreamState.Unassigned, reason, detail);

    public void Owned(StreamEpoch epoch)
    {
        lock (_gate)
        {
            (_lease, _epoch) = (epoch.Lease, epoch.Epoch);
            _acceptedThrough = epoch.Mark;
            (_state, _reason, _detail) = (StreamState.Starting, Reason.None, "connects");
        }
    }

    /// <summary>A connection is up; the stream runs from its first data frame on.</summary>
    public void Connected()
    {
        lock (_gate)
        {
            (_connectedAt, _retryAt) = (time.GetUtcNow(), null);
            if (_everConnected && _reason is not Reason.None) _reconnects[(int)_reason]++;
            _everConnected = true;
        }

        Noted?.Invoke("connected", Reason.None, null);
    }

    /// <summary>The venue confirmed what was asked, or data came.</summary>
    public void Running()
    {
        if (_state is StreamState.Running) return;
        lock (_gate) (_state, _reason, _detail) = (StreamState.Running, Reason.None, null);
    }

    public void Lost(Reason reason, string detail)
    {
        lock (_gate)
        {
            _lost++;
            _connectedAt = null;
            (_state, _reason, _detail) = (_received > 0 ? StreamState.Degraded : StreamState.Starting, reason, detail);
        }

        Noted?.Invoke("lost", reason, detail);
    }

    public void Waiting(TimeSpan pause)
    {
        lock (_gate) _retryAt = time.GetUtcNow() + pause;
    }

    /// <summary>It waits for its market to open.</summary>
    public void Sleeping(string detail, DateTimeOffset? until)
    {
        lock (_gate) (_state, _reason, _detail, _retryAt, _connectedAt) = (StreamState.Paused, Reason.Planned, detail, until, null);
    }

    public void Parked(Reason reason, string detail)
    {
        Set(StreamState.Parked, reason, detail);
        Noted?.Invoke("parked", reason, detail);
    }

    public void Stopping(Reason reason) => Set(StreamState.Stopping, reason, null);

    public void Frames(int data, int notAsked, int ticks, int symbolsWithData, long arrived, TimeSpan muteLimit)
    {
        Volatile.Write(ref _lastMessageAt, arrived);
        _notAsked += notAsked;
        _muteLimit = muteLimit;
        if (data == 0) return;
        _messages += data;
        _symbolsWithData = symbolsWithData;
        Volatile.Write(ref _received, _received + ticks);
        Volatile.Write(ref _lastDataAt, arrived);
        Running();
    }

    public void Rejected(RejectKind kind) => Interlocked.Increment(ref _rejected[(int)kind]);

    public void Dropped(int ticks) => Interlocked.Add(ref _dropped, ticks);

    public void Accepted(Acceptance acceptance, Position through, int gaps)
    {
        lock (_gate)
        {
            _accepted += acceptance.Accepted;
            _duplicates += acceptance.Duplicate;
            _spare += acceptance.Spare;
            _gaps += gaps;
            _acceptedThrough = through;
        }
    }

    public void Stored(int rows) => Interlocked.Add(ref _stored, rows);

    public StreamStatus Snapshot()
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            return new StreamStatus
            {
                Key = plan.Key,
                ShortId = $"{plan.Key.Group.ShortId}/{plan.Key.Number}",
                Feed = plan.Feed,
                Mode = plan.Mode,
                State = _state,
                Data = DataAt(now),
                Symbols = _symbols,
                SymbolsWithData = _symbolsWithData,
                Messages = _messages,
                Errors = _lost + _rejected.Sum(),
                Received = _received,
                Accepted = _accepted,
                Stored = Interlocked.Read(ref _stored),
                Duplicates = _duplicates,
                Spare = _spare,
                Dropped = _dropped,
                NotAsked = _notAsked,
                Rejected = Named<RejectKind>(_rejected),
                Gaps = _gaps,
                Reconnects = Named<Reason>(_reconnects),
                Reason = _reason,
                Detail = _detail,
                RetryAt = _retryAt,
                ConnectedAt = _connectedAt,
                LastMessageAt = TimeOf(_lastMessageAt),
                LastDataAt = TimeOf(_lastDataAt),
                Lease = _lease,
                Epoch = _epoch,
                AcceptedThrough = _acceptedThrough,
                AsOf = now,
            };
        }
    }

    private static DateTimeOffset? TimeOf(long microseconds) => microseconds == 0 ? null : TickTime.ToDateTimeOffset(microseconds);

    private static Dictionary<T, long> Named<T>(long[] counts)
        where T : struct, Enum => Enum.GetValues<T>().Where(value => counts[Convert.ToInt32(value)] > 0).ToDictionary(value => value, value => counts[Convert.ToInt32(value)]);

    private DataState DataAt(DateTimeOffset now)
    {
        if (_lastDataAt == 0) return DataState.None;
        var silent = now - TickTime.ToDateTimeOffset(_lastDataAt);
        return silent < TimeSpan.FromSeconds(2) ? DataState.Ticking : silent < _muteLimit ? DataState.Quiet : DataState.Stale;
    }

    private void Set(StreamState state, Reason reason, string? detail)
    {
        lock (_gate)
        {
            (_state, _reason, _detail, _retryAt) = (state, reason, detail, null);
            if (state is not StreamState.Running) _connectedAt = state is StreamState.Stopping ? _connectedAt : null;
        }
    }
}
