namespace OrleansTicks.Core;

/// <summary>A stream that the store remembers, with what this process knows of it.</summary>
/// <param name="wish">What is wanted.</param>
/// <param name="runner">Reads it when it is ours; null where this process does not serve its feed.</param>
internal sealed class KnownStream(DesiredStream wish, StreamRunner? runner)
{
    private volatile DesiredStream _wish = wish;
    private volatile StreamReport? _report;
    private long _reportedAt;

    public DesiredStream Wish
    {
        get => _wish;
        set => _wish = value;
    }

    public StreamPlan Plan => _wish.Plan;

    public StreamKey Key => _wish.Plan.Key;

    public StreamRunner? Runner => runner;

    public bool IsWanted => _wish.Desired is DesiredState.Run;

    /// <summary>What its owner, another node, last said; null = nobody else owns it.</summary>
    public StreamReport? Report => _report;

    /// <summary>It gave up on its venue, here or on another node.</summary>
    public bool IsParked => runner is { IsParked: true } || (runner is not { IsOwned: true } && _report is not null && Remote(TimeSpan.MaxValue, 0, DateTimeOffset.MinValue).State is StreamState.Parked);

    /// <summary>Takes over what the store says of its owner.</summary>
    /// <param name="report">Null = nobody else owns it.</param>
    /// <param name="steady">When that was read, microseconds of the steady clock.</param>
    public void Reported(StreamReport? report, long steady)
    {
        Volatile.Write(ref _reportedAt, steady);
        _report = report;
    }

    /// <summary>How it is: its own session's figures where it is ours, else what its owner last said, else what is wanted.</summary>
    /// <param name="fresh">An older report says nothing about now.</param>
    /// <param name="steady">Now, microseconds of the steady clock.</param>
    /// <param name="now">Now.</param>
    public StreamStatus Status(TimeSpan fresh, long steady, DateTimeOffset now)
    {
        var wish = _wish;
        if (runner is { IsOwned: true }) return runner.Status with { Desired = wish.Desired, Recorded = wish.Record };
        if (_report is not null) return Remote(fresh, steady, now) with { Recorded = wish.Record };
        var status = runner?.Status ?? Bare(now);
        return status with
        {
            Desired = wish.Desired,
            Recorded = wish.Record,
            State = wish.Desired switch
            {
                DesiredState.Stop => StreamState.Stopped,
                DesiredState.Pause => StreamState.Paused,
                _ => status is { State: StreamState.Unassigned, Reason: Reason.None, Detail: null } ? StreamState.Starting : status.State,
            },
            Reason = wish.Desired is DesiredState.Run ? status.Reason : Reason.Operator,
            Detail = wish.Desired is DesiredState.Run ? status.Detail ?? "waits for its turn" : null,
            ConnectedAt = null,
        };
    }

    private StreamStatus Remote(TimeSpan fresh, long steady, DateTimeOffset now)
    {
        var report = _report!;
        var age = report.Age + (steady == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(steady - Volatile.Read(ref _reportedAt)));
        var status = Bare(now) with { Node = report.Node, Owner = report.Owner, Lease = report.Lease, Epoch = report.Epoch, AsOf = steady == 0 ? now : now - age };
        if (report.Status is { } text) status = StatusText.Read(text, status);
        return age <= fresh ? status : status with
        {
            State = StreamState.Unknown,
            Detail = $"node {report.Node} was last heard {age.TotalSeconds:0} s ago",
            ConnectedAt = null,
        };
    }

    private StreamStatus Bare(DateTimeOffset now) => new()
    {
        Key = Key,
        ShortId = $"{Key.Group.ShortId}/{Key.Number}",
        Feed = Plan.Feed,
        Mode = Plan.Mode,
        Symbols = Plan.Instruments.Count,
        State = StreamState.Starting,
        Desired = _wish.Desired,
        AsOf = now,
    };
}
