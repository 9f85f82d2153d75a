using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>The streams of one process, in a dictionary. What is desired lies in the store and comes back after any restart.</summary>
public sealed partial class LocalStreams : IStreamControl, IAsyncDisposable
{
    private readonly LocalStreamsOptions _options;
    private readonly IFeed _feed;
    private readonly ITickStore _store;
    private readonly TickWriter _writer;
    private readonly LocalSymbols _symbols;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger<LocalStreams> _logger;
    private readonly StreamLimits _limits;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly Channel<StreamRunner> _turns = Channel.CreateBounded<StreamRunner>(100_000);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _starter;
    private volatile IReadOnlyDictionary<string, Group> _groups = new SortedDictionary<string, Group>(StringComparer.Ordinal);
    private int _waiting;

    public LocalStreams(
        LocalStreamsOptions options, IFeed feed, ITickStore store, TickWriter writer, LocalSymbols symbols, TimeProvider time, ILoggerFactory loggers, StreamLimits? limits = null)
    {
        (_options, _feed, _store, _writer, _symbols, _time, _loggers) = (options, feed, store, writer, symbols, time, loggers);
        _logger = loggers.CreateLogger<LocalStreams>();
        _limits = limits ?? StreamLimits.Default;
        _starter = Task.Run(() => StartInTurnAsync(_stop.Token));
    }

    /// <summary>Brings back what the store says should run on this feed; what was stopped stays stopped.</summary>
    /// <returns>The groups that are known, with whether they run.</returns>
    public async Task<IReadOnlyList<(GroupKey Group, bool Run)>> RestoreAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            foreach (var streams in (await _store.LoadStreamsAsync(cancellationToken)).Where(stream => stream.Plan.Feed == _feed.Name).GroupBy(stream => stream.Plan.Key.Group))
            {
                var group = Remember(streams.Key, [.. streams.OrderBy(stream => stream.Plan.Key.Number).Select(stream => stream.Plan)], streams.Max(stream => stream.Generation));
                foreach (var stream in streams.Where(stream => stream.Desired is DesiredState.Run)) group.Wanted.Add(stream.Plan.Key.Number);
                Enqueue(group);
            }

            return [.. _groups.Values.Select(group => (group.Key, group.Wanted.Count > 0))];
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task<StartResult> StartAsync(StartRequest request, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            var modes = _feed.Traits.Modes;
            var mode = request.Mode ?? (modes.Contains(_options.Mode) ? _options.Mode : modes[0]);
            var group = await FindAsync(request, mode, cancellationToken);
            var asked = group.Named(request.Key);
            var streams = asked.Select(runner => runner.Plan.Key).ToList();
            if (asked.All(runner => group.Wants(runner) && (runner.IsActive || runner.IsQueued))) return new StartResult(StartAnswer.AlreadyRunning, group.Key, streams);
            await SaveAsync(group, asked, run: true, cancellationToken);
            var first = Volatile.Read(ref _waiting) == 0;
            Enqueue(group);
            LogStarted(group.Key, streams.Count);
            return new StartResult(first ? StartAnswer.Started : StartAnswer.Queued, group.Key, streams);
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task<IReadOnlyList<StreamKey>> StopAsync(string? key, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            var stopped = new List<StreamKey>();
            foreach (var group in _groups.Values.Where(group => key is null || group.Answers(key)))
            {
                var asked = group.Named(key);
                await SaveAsync(group, asked, run: false, cancellationToken);
                await Task.WhenAll(asked.Select(runner => runner.StopAsync()));
                stopped.AddRange(asked.Select(runner => runner.Plan.Key));
                LogStopped(group.Key, asked.Count);
            }

            return stopped;
        }
        finally
        {
            _changing.Release();
        }
    }

    public Task<IReadOnlyList<StreamKey>> PauseAsync(string? key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<StreamKey>> ResumeAsync(string? key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<StreamKey>> RestartAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IReadOnlyList<NodeStatus> Nodes() => throw new NotSupportedException();

    public IReadOnlyList<StreamStatus> List() => [.. _groups.Values.SelectMany(group => group.Runners).Select(runner => runner.Status)];

    public IReadOnlyList<LatestTick> Latest() =>
        _symbols.Latest(_groups.Values.SelectMany(group => group.Runners).SelectMany(runner => runner.Plan.Instruments).DistinctBy(instrument => instrument.Id));

    public NodeTotals Totals()
    {
        var streams = List();
        var writer = _writer.Totals();
        var rejected = Sum(streams.SelectMany(stream => stream.Rejected));
        if (writer.Quarantined > 0) rejected[RejectKind.Store] = writer.Quarantined;
        return new NodeTotals
        {
            Received = streams.Sum(stream => stream.Received),
            Accepted = streams.Sum(stream => stream.Accepted),
            Stored = writer.Stored,
            Duplicates = streams.Sum(stream => stream.Duplicates) + writer.Duplicates,
            Rejected = rejected,
            Dropped = streams.Sum(stream => stream.Dropped),
            Gaps = writer.Gaps,
            Reconnects = Sum(streams.SelectMany(stream => stream.Reconnects)),
            InSpool = writer.InSpool,
            SpoolBytes = writer.SpoolBytes,
            StoreTrouble = writer.Trouble,
        };
    }

    /// <summary>Closes all sockets and waits until what was read is durable. What is desired stays desired.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await _starter;
        await Task.WhenAll(_groups.Values.SelectMany(group => group.Runners).Select(runner => runner.StopAsync()));
        _stop.Dispose();
        _changing.Dispose();
    }

    private static Dictionary<T, long> Sum<T>(IEnumerable<KeyValuePair<T, long>> counts)
        where T : struct, Enum => counts.GroupBy(count => count.Key).ToDictionary(counts => counts.Key, counts => counts.Sum(count => count.Value));

    /// <summary>The group that a request means: known, or made from symbols or ids.</summary>
    private async Task<Group> FindAsync(StartRequest request, FeedMode mode, CancellationToken cancellationToken)
    {
        if (request.Key is not null)
        {
            if (_groups.Values.FirstOrDefault(group => group.Answers(request.Key)) is { } named) return named;
            request = Spelled(request.Key);
        }

        if (request.Feed is not null && request.Feed != _feed.Name)
            throw Refuse(StartRefusal.NotFound, $"This node serves feed '{_feed.Name}', not '{request.Feed}'; start another with: ticks up --feed {request.Feed}");
        if (!_feed.Traits.Modes.Contains(mode))
            throw Refuse(StartRefusal.Invalid, $"Feed {_feed.Name} has no mode {mode.Word()}; it has {string.Join(", ", _feed.Traits.Modes.Select(known => known.Word()))}");
        var (key, instruments) = request.Type is null ? await OfSymbolsAsync(request.Symbols, cancellationToken) : await OfIdsAsync(request.Type, request.Ids, cancellationToken);
        if (_groups.TryGetValue(key.Text, out var known))
        {
            var before = known.Runners.SelectMany(runner => runner.Plan.Instruments).Select(instrument => instrument.Id).Order();
            var sameSymbols = before.SequenceEqual(instruments.Select(instrument => instrument.Id).Order());
            if (sameSymbols && known.Runners[0].Plan.Mode == mode) return known;
            if (sameSymbols && known.Wanted.Count == 0) return Remember(key, [.. known.Runners.Select(runner => runner.Plan with { Mode = mode })], known.Generation);
            throw Refuse(StartRefusal.Conflict, sameSymbols
                ? $"{key} runs with mode {known.Runners[0].Plan.Mode.Word()}; stop it first: ticks stop {key}"
                : $"{key} is known with another list of symbols");
        }

        var perSocket = Math.Min(_options.StocksPerConnection, _feed.Traits.InstrumentsPerSocket);
        return Remember(key, [.. instruments.Chunk(perSocket).Select((run, number) => new StreamPlan(new StreamKey(key, number), _feed.Name, mode, run))], generation: 0);
    }

    /// <summary>What an unknown key says of itself: type and ids.</summary>
    private static StartRequest Spelled(string key)
    {
        if (!GroupKey.TryParse(key, out var parsed, out var error)) throw Refuse(StartRefusal.Invalid, error);
        var parts = parsed.Text.Split('|').Select(part => part.Split(':', 2)).Where(part => part.Length == 2).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        return parts.Count == 2 && parts.TryGetValue("type", out var type) && parts.TryGetValue("ids", out var ids) && ids.Split(',').All(id => int.TryParse(id, out _))
            ? new StartRequest { Type = type, Ids = [.. ids.Split(',').Select(int.Parse)] }
            : throw Refuse(StartRefusal.NotFound, $"No stream answers to '{key}'; see: ticks get streams");
    }

    private async Task<(GroupKey Key, IReadOnlyList<Instrument> Instruments)> OfSymbolsAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken)
    {
        if (symbols.Count == 0) throw Refuse(StartRefusal.Invalid, "A start needs symbols, or a type with ids, or the key of a known stream");
        List<string> names;
        try
        {
            names = [.. symbols.Select(_feed.Identify).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
        catch (FormatException wrong)
        {
            throw Refuse(StartRefusal.Invalid, wrong.Message);
        }

        Limit(names.Count, names);
        return (GroupKey.OfSymbols(_feed.Name, names), await _store.RegisterInstrumentsAsync(names, cancellationToken));
    }

    private async Task<(GroupKey Key, IReadOnlyList<Instrument> Instruments)> OfIdsAsync(string type, IReadOnlyList<int> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) throw Refuse(StartRefusal.Invalid, $"Type {type} needs ids of instruments");
        if (!GroupKey.TryParse($"type:{type}|ids:{string.Join(',', ids)}", out var key, out var error)) throw Refuse(StartRefusal.Invalid, error);
        var known = (await _store.ListInstrumentsAsync(cancellationToken)).ToDictionary(instrument => instrument.Id);
        var unknown = ids.Where(id => !known.ContainsKey(id)).Distinct().ToList();
        if (unknown.Count > 0) throw Refuse(StartRefusal.NotFound, $"No instrument has the id {string.Join(", ", unknown.Take(10))}; ids are given at the first start with --symbols");
        var instruments = ids.Distinct().Select(id => known[id]).OrderBy(instrument => instrument.Name, StringComparer.Ordinal).ToList();
        Limit(instruments.Count, instruments.Select(instrument => instrument.Name));
        return (key, instruments);
    }

    private void Limit(int count, IEnumerable<string> names)
    {
        if (count <= _options.MaxStocks) return;
        throw Refuse(
            StartRefusal.Invalid,
            $"{count} symbols are more than --max-stocks {_options.MaxStocks}; {string.Join(", ", names.Skip(_options.MaxStocks).Take(3))} and what follows would not fit. Raise --max-stocks or ask for fewer");
    }

    private Group Remember(GroupKey key, IReadOnlyList<StreamPlan> plans, long generation)
    {
        var runners = plans.Select(plan => new StreamRunner(plan, _feed, _store, _writer, _symbols, _limits, _time, _loggers)).ToList();
        runners.ForEach(runner => runner.StopAsync().GetAwaiter().GetResult());   // never started: only says so on its board
        var group = new Group(key, runners) { Generation = generation };
        _groups = new SortedDictionary<string, Group>(_groups.ToDictionary(known => known.Key, known => known.Value), StringComparer.Ordinal) { [key.Text] = group };
        return group;
    }

    private async Task SaveAsync(Group group, IReadOnlyList<StreamRunner> asked, bool run, CancellationToken cancellationToken)
    {
        await _store.Leases.SetDesiredAsync([.. asked.Select(runner => new DesiredStream(runner.Plan, run ? DesiredState.Run : DesiredState.Stop, group.Generation + 1, _options.Url))], _options.ConnectionDelay, cancellationToken);
        group.Generation++;
        foreach (var runner in asked)
        {
            if (run) group.Wanted.Add(runner.Plan.Key.Number);
            else group.Wanted.Remove(runner.Plan.Key.Number);
        }
    }

    private void Enqueue(Group group)
    {
        foreach (var runner in group.Runners.Where(runner => group.Wants(runner) && !runner.IsActive && !runner.IsQueued))
        {
            if (!_turns.Writer.TryWrite(runner)) throw Refuse(StartRefusal.Invalid, "Too many streams wait for their start; try again in a moment");
            runner.Queue();
            Interlocked.Increment(ref _waiting);
        }
    }

    /// <summary>Starts streams one by one, <c>connection-delay</c> apart.</summary>
    private async Task StartInTurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var runner in _turns.Reader.ReadAllAsync(cancellationToken))
            {
                if (_groups.TryGetValue(runner.Plan.Key.Group.Text, out var group) && group.Wants(runner)) runner.Start();
                else runner.Unqueue();
                await Task.Delay(_options.ConnectionDelay, _time, cancellationToken);
                Interlocked.Decrement(ref _waiting);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static StartRefusedException Refuse(StartRefusal refusal, string message) => new(refusal, message);

    [LoggerMessage(LogLevel.Information, "Group {Group} is to run with {Count} streams")]
    private partial void LogStarted(GroupKey group, int count);

    [LoggerMessage(LogLevel.Information, "Group {Group} is stopped: {Count} streams")]
    private partial void LogStopped(GroupKey group, int count);

    private sealed class Group(GroupKey key, IReadOnlyList<StreamRunner> runners)
    {
        public GroupKey Key { get; } = key;

        public IReadOnlyList<StreamRunner> Runners { get; } = runners;

        /// <summary>Numbers of the streams that are to run. Changed only under the lock of changes; read by the starter.</summary>
        public HashSet<int> Wanted { get; } = [];

        public long Generation { get; set; }

        public bool Wants(StreamRunner runner) => Wanted.Contains(runner.Plan.Key.Number);

        /// <summary>The streams that a name means: one of them, or all.</summary>
        public IReadOnlyList<StreamRunner> Named(string? name) =>
            name?.LastIndexOf('/') is { } slash and > 0 ? [.. Runners.Where(runner => runner.Plan.Key.Number.ToString() == name[(slash + 1)..])] : Runners;

        /// <summary>True for its key in any spelling, its short id, or a stream of it.</summary>
        public bool Answers(string name)
        {
            var text = name.LastIndexOf('/') is var slash and > 0 ? name[..slash] : name;
            return text == Key.ShortId || (GroupKey.TryParse(text, out var parsed, out _) && parsed.Text == Key.Text);
        }
    }
}
