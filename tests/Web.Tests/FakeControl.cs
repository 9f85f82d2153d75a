using System.Runtime.CompilerServices;
using OrleansTicks.Core;

namespace OrleansTicks.Web.Tests;

/// <summary>Says what the test gave it and remembers what it was asked.</summary>
internal sealed class FakeControl : IStreamControl
{
    private int _reads;

    public List<StartRequest> Starts { get; } = [];
    public List<string?> Stops { get; } = [];
    public Func<StartRequest, StartResult> OnStart { get; set; } = _ => Some.Result(StartAnswer.Started);

    /// <summary>Every command but a start, in order.</summary>
    public List<(string Verb, string? Key)> Acts { get; } = [];

    public List<StreamStatus> Streams { get; } = [];
    public List<NodeStatus> AllNodes { get; } = [];
    public List<LatestTick> Ticks { get; } = [];
    public NodeTotals Node { get; set; } = new();
    public Func<NodeTotals>? OnTotals { get; set; }

    public Task<StartResult> StartAsync(StartRequest request, CancellationToken cancellationToken)
    {
        Starts.Add(request);
        return Task.FromResult(OnStart(request));
    }

    public Task<IReadOnlyList<StreamKey>> StopAsync(string? key, CancellationToken cancellationToken)
    {
        Stops.Add(key);
        return ActAsync("stop", key);
    }

    public Task<IReadOnlyList<StreamKey>> PauseAsync(string? key, CancellationToken cancellationToken) => ActAsync("pause", key);

    public Task<IReadOnlyList<StreamKey>> ResumeAsync(string? key, CancellationToken cancellationToken) => ActAsync("resume", key);

    public Task<IReadOnlyList<StreamKey>> RestartAsync(string key, CancellationToken cancellationToken) => ActAsync("restart", key);

    public Task<IReadOnlyList<StreamKey>> RecordAsync(string key, bool record, CancellationToken cancellationToken) => ActAsync(record ? "record" : "unrecord", key);

    /// <summary>Changes of lists, in order.</summary>
    public List<(string Key, IReadOnlyList<string> Add, IReadOnlyList<string> Remove)> Edits { get; } = [];

    public Func<EditResult> OnEdit { get; set; } = () => throw new StartRefusedException(StartRefusal.NotFound, "no stream of that name");

    public Dictionary<string, IReadOnlyList<(StreamKey Stream, IReadOnlyList<Instrument> Instruments)>> Lists { get; } = [];

    public Task<EditResult> EditAsync(string key, IReadOnlyList<string> add, IReadOnlyList<string> remove, CancellationToken cancellationToken)
    {
        Edits.Add((key, add, remove));
        return Task.FromResult(OnEdit());
    }

    public IReadOnlyList<(StreamKey Stream, IReadOnlyList<Instrument> Instruments)> Carried(string key) => Lists.GetValueOrDefault(key) ?? [];

    public IReadOnlyList<NodeStatus> Nodes() => AllNodes;

    public IReadOnlyList<StreamStatus> List() => Streams;

    public IReadOnlyList<LatestTick> Latest()
    {
        Interlocked.Increment(ref _reads);
        lock (Ticks) return [.. Ticks];
    }

    /// <summary>How often the newest ticks were read.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Puts newest ticks in the place of older ones of their instruments, while others read.</summary>
    public void Show(params LatestTick[] ticks)
    {
        lock (Ticks)
        {
            foreach (var tick in ticks) Ticks.RemoveAll(one => one.Instrument == tick.Instrument);
            Ticks.AddRange(ticks);
        }
    }

    public Task<int> SetDutyAsync(string node, NodeDuty duty, CancellationToken cancellationToken)
    {
        var told = AllNodes.Where(one => one.Card.Name == node).ToList();
        foreach (var one in told) AllNodes[AllNodes.IndexOf(one)] = one with { Card = one.Card with { Duty = duty } };
        return Task.FromResult(told.Count);
    }

    public NodeTotals Totals() => OnTotals?.Invoke() ?? Node;

    private Task<IReadOnlyList<StreamKey>> ActAsync(string verb, string? key)
    {
        Acts.Add((verb, key));
        return Task.FromResult<IReadOnlyList<StreamKey>>(
            [.. Streams.Where(stream => key is null || key == stream.Key.Group.Text || key == stream.Key.Group.ShortId || key == stream.Key.ToString()).Select(stream => stream.Key)]);
    }
}

/// <summary>A store with one gap in it.</summary>
internal sealed class FakeReader : ITickReader
{
    public static readonly Instrument Btc = new(7, "BINANCE:BTCUSDT");

    private readonly List<StreamEvent> _events = [];
    private int _eventReads;

    public (long From, long To, int Limit) Asked { get; private set; }

    public bool Away { get; set; }

    /// <summary>How often events were read.</summary>
    public int EventReads => Volatile.Read(ref _eventReads);

    public void Tell(params StreamEvent[] events)
    {
        lock (_events) _events.AddRange(events);
    }

    public Task<IReadOnlyList<Instrument>> ListInstrumentsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Instrument>>([Btc]);

    public async IAsyncEnumerable<Tick> ReadTicksAsync(int instrument, bool quotes, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public IAsyncEnumerable<Tick> ReadRowsAsync(int instrument, TickKind kind, long from, long to, CancellationToken cancellationToken) =>
        ReadTicksAsync(instrument, false, from, to, cancellationToken);

    public Task<IReadOnlyList<(string Stream, Gap Gap)>> ListGapsAsync(long from, long to, int limit, CancellationToken cancellationToken)
    {
        if (Away) throw new StoreException("08006", "server=db password=hunter2 went away");
        Asked = (from, to, limit);
        return Task.FromResult<IReadOnlyList<(string, Gap)>>([("type:swing|ids:1,2/0", new Gap(1, GapCause.Sequence, Some.At(10), Some.At(15), Btc.Id, TickKind.Trade, 4))]);
    }

    public Task<IReadOnlyList<StreamEvent>> ListEventsAsync(long after, string? stream, int limit, CancellationToken cancellationToken)
    {
        if (Away) throw new StoreException("08006", "server=db password=hunter2 went away");
        Interlocked.Increment(ref _eventReads);
        lock (_events)
        {
            var found = _events.Where(one => one.Id > after && (stream is null || one.Stream == stream || (one.Stream ?? "").StartsWith(stream + "/", StringComparison.Ordinal))).OrderBy(one => one.Id);
            return Task.FromResult<IReadOnlyList<StreamEvent>>([.. after == 0 ? found.TakeLast(limit) : found.Take(limit)]);
        }
    }

    public Task<IReadOnlyList<(int Stream, DesiredStream Desired)>> ListStreamsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(int, DesiredStream)>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
