using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>The streams of one process. What is wanted and who owns what lies in the store, so that several processes share it and all of it comes back after any crash.</summary>
/// <remarks>Commands change what is wanted; the sweep (<c>LocalStreams.Sweep.cs</c>) takes what is free and ends what is no longer wanted.</remarks>
public sealed partial class LocalStreams : IStreamControl, IAsyncDisposable
{
    /// <summary>A command whose wish is always older than somebody else's gives up: something is wrong.</summary>
    private const int MostTries = 50;

    private readonly LocalStreamsOptions _options;
    private readonly IFeed _feed;
    private readonly ITickStore _store;
    private readonly TickWriter _writer;
    private readonly ISymbols _symbols;
    private readonly IStreamTaker? _taker;
    private readonly LeaseKeeper _keeper;
    private readonly ConnectTurns _turns;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger<LocalStreams> _logger;
    private readonly StreamLimits _limits;
    private readonly StartPlanner _planner;
    private readonly EditPlanner _edits;
    private readonly KnownStreams _known = new();
    private readonly SemaphoreSlim _commands = new(1, 1);
    private readonly SemaphoreSlim _taking = new(1, 1);
    private readonly Signal _sweepNow = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _sweep = Task.CompletedTask;

    public LocalStreams(
        LocalStreamsOptions options, IFeed feed, ITickStore store, TickWriter writer, ISymbols symbols, LeaseKeeper keeper, TimeProvider time, ILoggerFactory loggers,
        StreamLimits? limits = null, IStreamTaker? taker = null)
    {
        (_options, _feed, _store, _writer, _symbols, _keeper, _time, _loggers) = (options, feed, store, writer, symbols, keeper, time, loggers);
        _logger = loggers.CreateLogger<LocalStreams>();
        (_limits, _taker) = (limits ?? StreamLimits.Default, taker);
        _planner = new StartPlanner(options, feed, store);
        _edits = new EditPlanner(options, feed);
        _turns = new ConnectTurns(store.Leases, feed.Name, feed.Traits.Connects, time, loggers.CreateLogger<ConnectTurns>());
        _nodes = [new NodeStatus(keeper.Node, true, true, TimeSpan.Zero, 0, 0)];
    }

    /// <summary>Reads what the store remembers and begins to take what is free; what was stopped stays stopped.</summary>
    /// <returns>The groups of this feed that are known, with whether they are to run.</returns>
    public async Task<IReadOnlyList<(GroupKey Group, bool Run)>> RestoreAsync(CancellationToken cancellationToken)
    {
        await ReadWishesAsync(cancellationToken);
        if (_sweep.IsCompleted) _sweep = Task.Run(() => SweepAsync(_stop.Token), CancellationToken.None);
        return [.. _known.All.Where(stream => stream.Runner is not null).GroupBy(stream => stream.Key.Group).Select(group => (group.Key, group.Any(stream => stream.Wish.Desired is not DesiredState.Stop)))];
    }

    public async Task<StartResult> StartAsync(StartRequest request, CancellationToken cancellationToken)
    {
        var result = await CommandAsync(async () =>
        {
            var (group, asked) = await FindAsync(request, cancellationToken);
            // A stream that lost its last symbol waits for new ones.
            var full = asked.Where(stream => stream.Plan.Instruments.Count > 0).ToList();
            if (full.Count == 0) throw StartPlanner.Refuse(StartRefusal.Invalid, $"{group} has no symbols left; give it some: ticks symbols add {group} SYMBOL");
            var change = full.Where(stream => stream.Wish.Desired is not DesiredState.Run || stream.IsParked || stream.Wish.Generation == 0).ToList();
            var streams = asked.Select(stream => stream.Key).ToList();
            if (change.Count == 0) return new StartResult(StartAnswer.AlreadyRunning, group, streams);
            RefuseShared(change);
            var answer = await _store.Leases.SetDesiredAsync([.. change.Select(stream => Next(stream, DesiredState.Run, restart: stream.IsParked))], _options.ConnectionDelay, cancellationToken);
            return answer.Applied ? new StartResult(answer.Wait <= TimeSpan.Zero ? StartAnswer.Started : StartAnswer.Queued, group, streams) : null;
        }, cancellationToken);
        if (result.Answer is not StartAnswer.AlreadyRunning) LogStarted(result.Group, result.Streams.Count);
        return result;
    }

    public async Task<IReadOnlyList<StreamKey>> StopAsync(string? key, CancellationToken cancellationToken)
    {
        var stopped = await WishAsync(key, DesiredState.Stop, stream => stream.Wish.Desired is not DesiredState.Stop, cancellationToken);
        await EndAsync(stopped);
        LogStopped(key ?? "all", stopped.Count);
        return [.. stopped.Select(stream => stream.Key)];
    }

    public async Task<IReadOnlyList<StreamKey>> PauseAsync(string? key, CancellationToken cancellationToken)
    {
        var paused = await WishAsync(key, DesiredState.Pause, stream => stream.IsWanted, cancellationToken);
        await EndAsync(paused);
        return [.. paused.Where(stream => stream.Wish.Desired is DesiredState.Pause).Select(stream => stream.Key)];
    }

    public async Task<IReadOnlyList<StreamKey>> ResumeAsync(string? key, CancellationToken cancellationToken)
    {
        var resumed = await WishAsync(key, DesiredState.Run, stream => stream.Wish.Desired is DesiredState.Pause, cancellationToken);
        return [.. resumed.Where(stream => stream.IsWanted).Select(stream => stream.Key)];
    }

    public async Task<IReadOnlyList<StreamKey>> RestartAsync(string key, CancellationToken cancellationToken)
    {
        if (_known.Named(key) is { Count: > 0 } named && named.All(stream => !stream.IsWanted))
            throw StartPlanner.Refuse(StartRefusal.Conflict, $"{key} is {(named[0].Wish.Desired is DesiredState.Pause ? "paused" : "stopped")}; bring it back with: ticks start {key}");
        var restarted = await WishAsync(key, DesiredState.Run, stream => stream.IsWanted, cancellationToken, restart: true);
        return [.. restarted.Where(stream => stream.IsWanted).Select(stream => stream.Key)];
    }

    public async Task<IReadOnlyList<StreamKey>> RecordAsync(string key, bool record, CancellationToken cancellationToken)
    {
        var named = await CommandAsync<IReadOnlyList<KnownStream>>(async () =>
        {
            var streams = _known.Named(key).Where(stream => stream.Wish is { Generation: > 0, Desired: not DesiredState.Stop }).ToList();
            var change = streams.Where(stream => stream.Wish.Record != record).ToList();
            if (change.Count == 0) return streams;
            var answer = await _store.Leases.SetDesiredAsync([.. change.Select(stream => Next(stream, stream.Wish.Desired, restart: false) with { Record = record })], _options.ConnectionDelay, cancellationToken);
            return answer.Applied ? streams : null;
        }, cancellationToken);
        return [.. named.Select(stream => stream.Key)];
    }

    /// <summary>Replaces the connections of this process, one after the other: beside the old one where the venue allows it.</summary>
    public async Task RenewAsync(TimeSpan between, CancellationToken cancellationToken)
    {
        foreach (var stream in _known.All.Where(stream => stream.Runner is { IsOwned: true }))
        {
            stream.Runner!.Renew();
            await Task.Delay(between, _time, cancellationToken);
        }
    }

    /// <summary>Begins a stream whose plan was made elsewhere.</summary>
    public async Task StartAsync(StreamPlan plan, CancellationToken cancellationToken) => await CommandAsync(async () =>
    {
        var stream = new KnownStream(new DesiredStream(plan, DesiredState.Stop, 0, null), null);
        RefuseShared([stream]);
        var answer = await _store.Leases.SetDesiredAsync([Next(stream, DesiredState.Run, restart: false)], TimeSpan.Zero, cancellationToken);
        return answer.Applied ? plan : null;
    }, cancellationToken);

    public IReadOnlyList<StreamStatus> List()
    {
        var (fresh, steady, now) = (_keeper.Profile.Beat * 2, _time.SteadyMicroseconds(), _time.GetUtcNow());
        return [.. _known.All.Where(stream => stream.Runner is not null || stream.Report is not null).Select(stream => stream.Status(fresh, steady, now) with { Session = stream.Plan.Feed == _feed.Name ? _feed.Traits.Hours?.PhaseAt(now) : null })];
    }

    public IReadOnlyList<NodeStatus> Nodes()
    {
        var mine = _known.All.Where(stream => stream.Runner is { IsOwned: true }).ToList();
        var since = TimeSpan.FromMicroseconds(_time.SteadyMicroseconds() - Volatile.Read(ref _nodesAt));
        return [.. _nodes.Select(node => node.IsThis
            ? node with { Streams = mine.Count, Connected = mine.Count(stream => stream.Runner!.Status.IsConnected) }
            : node with { Age = node.Age + since, IsLive = node.Age + since <= _keeper.Profile.Beat * 2 })];
    }

    public IReadOnlyList<LatestTick> Latest() =>
        _symbols.Latest(_known.All.Where(stream => stream.Runner is not null).SelectMany(stream => stream.Plan.Instruments).DistinctBy(instrument => instrument.Id));

    public async Task<int> SetDutyAsync(string node, NodeDuty duty, CancellationToken cancellationToken)
    {
        var told = await _store.Leases.SetDutyAsync(node, duty, cancellationToken);
        if (told > 0) LogDuty(node, duty);
        return told;
    }

    /// <summary>Reads that stream in this process; null = the store does not remember it, or this process does not serve its feed.</summary>
    /// <exception cref="StoreException">The stream is not known here yet, and the store is away.</exception>
    public async Task<IStreamRunner?> FindRunnerAsync(StreamKey stream, CancellationToken cancellationToken)
    {
        if (_known.Find(stream) is null) await ReadWishesAsync(cancellationToken);
        return _known.Find(stream)?.Runner;
    }

    public NodeTotals Totals()
    {
        var streams = _known.All.Where(stream => stream.Runner is not null).Select(stream => stream.Runner!.Status).ToList();
        var writer = _writer.Totals();
        var rejected = Sum(streams.SelectMany(stream => stream.Rejected));
        if (writer.Quarantined > 0) rejected[RejectKind.Store] = writer.Quarantined;
        return new NodeTotals
        {
            Received = streams.Sum(stream => stream.Received),
            Accepted = streams.Sum(stream => stream.Accepted),
            Stored = writer.Stored,
            Duplicates = streams.Sum(stream => stream.Duplicates) + writer.Duplicates,
            Spare = streams.Sum(stream => stream.Spare),
            Rejected = rejected,
            Dropped = streams.Sum(stream => stream.Dropped),
            Gaps = writer.Gaps,
            Reconnects = Sum(streams.SelectMany(stream => stream.Reconnects)),
            InSpool = writer.InSpool,
            SpoolBytes = writer.SpoolBytes,
            StoreTrouble = writer.Trouble ?? _keeper.Trouble,
        };
    }

    /// <summary>The ownership of one stream in the hands of this process; null = none.</summary>
    internal HeldLease? HeldOf(StreamKey key) => _known.Find(key)?.Runner?.Held;

    /// <summary>Closes all sockets, waits until what was read is durable, and gives the leases back. What is wanted stays wanted.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _sweep;
        await HandOverAllAsync();
        await Task.WhenAll(_known.All.Select(stream => stream.Runner?.EndAsync(Reason.Deploy) ?? Task.CompletedTask));
        _stop.Dispose();
        _commands.Dispose();
        _taking.Dispose();
    }

    private static Dictionary<T, long> Sum<T>(IEnumerable<KeyValuePair<T, long>> counts)
        where T : struct, Enum => counts.GroupBy(count => count.Key).ToDictionary(counts => counts.Key, counts => counts.Sum(count => count.Value));

    private DesiredStream Next(KnownStream stream, DesiredState desired, bool restart) => stream.Wish with
    {
        Desired = desired,
        Generation = stream.Wish.Generation + 1,
        Restart = restart ? stream.Wish.Generation + 1 : stream.Wish.Restart,
        Url = _options.Url ?? stream.Wish.Url,
    };

    /// <summary>Reads what is wanted, decides, writes; and once more where another node's command came in between. The last command wins, here and there.</summary>
    private async Task<T> CommandAsync<T>(Func<Task<T?>> decide, CancellationToken cancellationToken)
        where T : class
    {
        await _commands.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 0; attempt < MostTries; attempt++)
            {
                await ReadWishesAsync(cancellationToken);
                if (await decide() is not { } result) continue;
                await ReadWishesAsync(cancellationToken);
                _sweepNow.Set();
                return result;
            }

            throw StartPlanner.Refuse(StartRefusal.Conflict, "other commands on the same streams were always quicker; try again");
        }
        finally
        {
            _commands.Release();
        }
    }

    private Task<IReadOnlyList<KnownStream>> WishAsync(string? key, DesiredState desired, Predicate<KnownStream> changes, CancellationToken cancellationToken, bool restart = false) =>
        CommandAsync<IReadOnlyList<KnownStream>>(async () =>
        {
            var named = _known.Named(key).Where(stream => stream.Wish.Generation > 0).ToList();
            var change = named.Where(stream => changes(stream)).ToList();
            if (change.Count == 0) return named;
            var answer = await _store.Leases.SetDesiredAsync([.. change.Select(stream => Next(stream, desired, restart))], _options.ConnectionDelay, cancellationToken);
            return answer.Applied ? named : null;
        }, cancellationToken);

    /// <summary>Ends what is ours of these. A take-over under way is waited for, so that none of them runs when this returns.</summary>
    private async Task EndAsync(IReadOnlyList<KnownStream> streams)
    {
        await _taking.WaitAsync();
        try
        {
            await Task.WhenAll(streams.Select(stream => stream.Runner?.EndAsync(Reason.Operator) ?? Task.CompletedTask));
        }
        finally
        {
            _taking.Release();
        }
    }

    /// <summary>The group that a request means, with the streams of it that are asked for: known, or planned from symbols or ids.</summary>
    private async Task<(GroupKey Group, IReadOnlyList<KnownStream> Asked)> FindAsync(StartRequest request, CancellationToken cancellationToken)
    {
        if (request.Key is not null && _known.Named(request.Key) is { Count: > 0 } named)
        {
            return named[0].Runner is not null ? (named[0].Key.Group, named)
                : throw StartPlanner.Refuse(StartRefusal.NotFound, $"This node serves feed '{_feed.Name}', not '{named[0].Plan.Feed}'; start another with: ticks up --feed {named[0].Plan.Feed}");
        }

        var mode = _planner.ModeOf(request);
        var (key, instruments) = await _planner.ResolveAsync(request, mode, cancellationToken);
        var known = _known.Of(key);
        if (known.Count == 0)
            return (key, [.. _planner.Plan(key, mode, instruments).Select(plan => new KnownStream(new DesiredStream(plan, DesiredState.Stop, 0, _options.Url), null))]);
        // The key was made of the list that the group began with; what it carries by now lies in its plans (ticks symbols add, remove).
        if (known[0].Plan.Mode == mode) return (key, known);
        if (known.Any(stream => stream.Wish.Desired is not DesiredState.Stop))
            throw StartPlanner.Refuse(StartRefusal.Conflict, $"{key} runs with mode {known[0].Plan.Mode.Word()}; stop it first: ticks stop {key}");
        return (key, [.. known.Select(stream => new KnownStream(stream.Wish with { Plan = stream.Plan with { Mode = mode } }, null))]);
    }

    /// <summary>Ticks without id and time of the venue are stored twice when two nodes read them: refused by name.</summary>
    private void RefuseShared(IReadOnlyList<KnownStream> asked)
    {
        if (!_feed.Traits.IsExclusive(asked[0].Plan.Mode)) return;
        var wanted = asked.SelectMany(stream => stream.Plan.Instruments).ToHashSet();
        foreach (var other in _known.All.Where(other => other.Report is not null && asked.All(stream => stream.Key != other.Key)))
        {
            if (other.Plan.Instruments.FirstOrDefault(wanted.Contains) is not { } shared) continue;
            throw StartPlanner.Refuse(
                StartRefusal.Conflict,
                $"{shared.Name} is carried by {other.Key} on node {other.Report!.Node}, and its ticks have no id and time of the venue that would tell two copies apart; "
                + $"ask that node to start it, or leave {shared.Name} out");
        }
    }

    [LoggerMessage(LogLevel.Information, "Group {Group} is to run: {Count} streams")]
    private partial void LogStarted(GroupKey group, int count);

    [LoggerMessage(LogLevel.Information, "Node {Node} is to be {Duty}")]
    private partial void LogDuty(string node, NodeDuty duty);

    [LoggerMessage(LogLevel.Information, "Stopped {Key}: {Count} streams")]
    private partial void LogStopped(string key, int count);
}
