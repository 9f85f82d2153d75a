using Microsoft.Extensions.Logging;
using OrleansTicks.Core;
using OrleansTicks.Feeds;
using OrleansTicks.Markets;
using OrleansTicks.Simulator;
using OrleansTicks.Storage;
using OrleansTicks.Web;

namespace OrleansTicks.Embedded;

/// <summary>The whole machine in one process: feed, streams, writer, store, API and, for the feed <c>sim</c>, the exchange. Started once, stopped once.</summary>
public sealed partial class EmbeddedNode(NodeOptions options, TimeProvider time, ILoggerFactory loggers, INodeCluster? cluster = null) : IAsyncDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);
    private readonly ILogger<EmbeddedNode> _logger = loggers.CreateLogger<EmbeddedNode>();
    private readonly LateControl _control = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _notices = [];
    private volatile string? _notReady = "the store is being opened";
    private volatile bool _recovered;
    private volatile string? _nodeSecret;
    private volatile StoreInfo? _opened;
    private readonly StoreCut? _cut = options.AllowDrills ? new StoreCut(time) : null;
    private TicksServer? _server;
    private SimulatorServer? _simulator;
    private IFeed? _feed;
    private ITickStore? _store;
    private TickWriter? _writer;
    private HttpPeers? _peers;
    private LeaseKeeper? _keeper;
    private LocalStreams? _streams;
    private StreamKey? _replayed;
    private Task _days = Task.CompletedTask;
    private Task _tokens = Task.CompletedTask;
    private Task _masters = Task.CompletedTask;

    /// <summary>Streams, quotes and totals. Empty until the store is open.</summary>
    public IStreamControl Streams => _control;

    /// <summary>Where the API listens; known after <see cref="StartAsync"/> or while it waits for the store.</summary>
    public Uri? Address => _server?.Address;

    /// <summary>Which store this is, in words without secrets; known after <see cref="StartAsync"/>.</summary>
    public string StoreName => _opened?.Description ?? "";

    /// <summary>What a person should know about the start: a group that stays stopped, and how to start it.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>Null when it is ready for work; else what it waits for.</summary>
    public string? NotReady => _notReady;

    private string SpoolFolder => Path.Combine(options.Data, DataFolder.Spool);

    /// <summary>Opens all parts in order and starts what is desired. Waits for a store that is away.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options are wrong; all faults in one message.</exception>
    /// <exception cref="ListenException">The API's address is taken.</exception>
    /// <exception cref="StoreRefusedException">The store cannot be used as asked.</exception>
    /// <exception cref="StartRefusedException">Feed, symbols or mode cannot be had.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        options.Validate(cluster?.Faults(options) ?? []);
        Directory.CreateDirectory(options.Data);
        var hook = options is { TokenHook: { } command, Vault: { } keeper, Replay: null } ? new TokenHook(command, options.Feed.Name.ToLowerInvariant(), keeper, time, loggers.CreateLogger<TokenHook>()) : null;
        if (hook is not null) await hook.RefreshAsync(cancellationToken);
        var settings = options.Replay is null ? WithHours(WithToken(options.Feed)) : options.Feed;
        var master = new MasterKeeper(options.Feed.Name.ToLowerInvariant(), options.Masters, new MasterFolder(options.Data, time), settings.Hours, time, loggers.CreateLogger<MasterKeeper>());
        if (options.Replay is null && settings.VenueCode is null)
        {
            await master.LoadAsync(cancellationToken);
            settings = settings with { VenueCode = master.CodeOf, Find = master.Find };
        }

        _feed = options.BringsSimulator ? null : FeedFactory.Create(settings, time, loggers);
        if (options.Replay is { } recorded) _feed = new ReplayFeed(_feed!, recorded, time);
        _store = StoreFactory.Create(options.StoreText, time, loggers, options.StoreIsSecret);
        if (_cut is not null) _store = new DrillStore(_store, _cut);
        _server = await TicksServer.StartAsync(options.Web, Source(), time, loggers, cancellationToken);
        await OpenStoreAsync(_store, cancellationToken);
        _opened = _store.Info;
        _feed ??= FeedFactory.Create(options.Feed with { Url = SecretUrl.Parse(await StartSimulatorAsync(_store, cancellationToken)) }, time, loggers);

        var owner = Guid.NewGuid();
        var spool = Spool.Open(new SpoolOptions { Directory = SpoolFolder }, _store.Info.Id, owner);
        _keeper = await JoinAsync(_store, new NodeCard(owner, options.Node, _server.Address.ToString(), Build.Version, spool.Id), spool.DeadOwner, cancellationToken);
        _writer = new TickWriter(spool, _store, new WriterOptions(), time, loggers.CreateLogger<TickWriter>());
        var symbols = new LocalSymbols(_writer, _store, TimeSpan.FromSeconds(1), time);
        (ISymbols books, IStreamTaker? taker) = cluster is null ? (symbols, null) : cluster.Around(symbols);
        _streams = new LocalStreams(
            new LocalStreamsOptions
            {
                StocksPerConnection = options.StocksPerConnection,
                MaxStocks = options.MaxStocks,
                ConnectionDelay = options.ConnectionDelay,
                Mode = options.Mode ?? FeedMode.Quote,
                WhenEmpty = options.WhenEmpty,
                PlannedAge = options.PlannedAge,
                OnlyInSession = options.StartsAt is StartsAt.Open,
                Recorder = options.Replay is null ? new RecorderOptions { Directory = Path.Combine(options.Data, DataFolder.Recordings) } : null,
                IsAlone = options.Replay is not null,
                Url = options.Feed.Url?.ToString(),
                Takes = options.Sweeps,
            },
            _feed, _store, _writer, books, _keeper, options.Replay?.Time ?? time, loggers, taker: taker);
        _notReady = "what an earlier run left in the spool is being stored";
        await _writer.StartAsync(cancellationToken);
        _recovered = true;
        _keeper.Start();
        _control.Open(_streams);
        await Warmup.RunAsync(_feed, _store, time, cancellationToken);
        if (cluster is not null)
        {
            _notReady = "the silo is joining its cluster";
            await cluster.StartAsync(new ClusterSeat(_store, _feed, symbols, _streams, options.Node), cancellationToken);
        }

        if (options.Replay is { } replay)
        {
            await StartReplayAsync(_streams, _store, replay, cancellationToken);
            _notReady = null;
            return;
        }

        await _store.Leases.SetDutyAsync(owner.ToString(), NodeDuty.Open, cancellationToken);
        if (_feed.Traits.Unverified) _notices.Add($"unverified wire: {_feed.Name} is read by its documents and was never seen live by its makers; look into frames with: ticks decode --feed {_feed.Name}");
        await StartStreamsAsync(_streams, _feed, cancellationToken);
        if (settings.Token is not null && options.Vault is { } vault) _tokens = new TokenWatch(vault, _feed.Name, _streams, settings.Hours, hook, time, loggers.CreateLogger<TokenWatch>()).RunAsync(_stop.Token);
        _masters = master.RunAsync(_streams, _stop.Token);
        _days = new DayKeeper(_store, options.Keep, time, loggers.CreateLogger<DayKeeper>()).RunAsync(_stop.Token);
        _notReady = null;
        LogUp(_server.Address, _feed.Name, _store.Info.Description);
    }

    /// <summary>Closes the sockets, then stores what was accepted, all within <paramref name="limit"/>; what is left stays in the spool. What is desired stays desired.</summary>
    public async Task<NodeEnd> StopAsync(TimeSpan limit)
    {
        var begun = time.GetTimestamp();
        _notReady = "the node is stopping";
        await _stop.CancelAsync();
        await _days;
        await _tokens;
        await _masters;
        var streams = _control.List();
        if (_streams is not null && _replayed is { } replayed) await EndReplayAsync(_streams, replayed);
        if (_streams is not null)
        {
            try
            {
                await _streams.DisposeAsync().AsTask().WaitAsync(limit * 0.7, time);
            }
            catch (TimeoutException)
            {
                LogSlowStreams(limit * 0.7);
            }
        }

        var left = limit - time.GetElapsedTime(begun);
        if (_writer is not null) await _writer.DrainAsync(left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1), time);
        if (_keeper is not null) await _keeper.DisposeAsync();
        if (cluster is not null) await LeaveClusterAsync(cluster, limit - time.GetElapsedTime(begun));
        return new NodeEnd(_control.Totals(), streams, SpoolFolder, Unrecovered: !_recovered && HasSpool());
    }

    /// <summary>Last of all: as long as a stream or the writer works, the symbols' grains must answer.</summary>
    private async Task LeaveClusterAsync(INodeCluster cluster, TimeSpan limit)
    {
        try
        {
            await cluster.DisposeAsync().AsTask().WaitAsync(limit > Farewell ? limit : Farewell, time);
        }
        catch (TimeoutException)
        {
            LogSlowCluster();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _days;
        await _tokens;
        await _masters;
        if (_server is not null) await _server.DisposeAsync();
        if (_streams is not null) await _streams.DisposeAsync();
        if (_writer is not null) await _writer.DisposeAsync();
        if (_keeper is not null) await _keeper.DisposeAsync();
        if (cluster is not null) await LeaveClusterAsync(cluster, Farewell);
        if (_simulator is not null) await _simulator.DisposeAsync();
        // A store that hangs must not keep a process from its end.
        if (_store is not null) await _store.DisposeAsync().AsTask().WaitAsync(Farewell, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        (_feed as IDisposable)?.Dispose();
        _peers?.Dispose();
        _stop.Dispose();
    }

    /// <summary>A feed that needs a token reads it from the vault, anew for every connection. Without one there is nothing to start.</summary>
    private FeedSettings WithToken(FeedSettings feed)
    {
        if (feed.Token is not null || options.Vault is not { } vault || !TokenVault.Needed.Contains(feed.Name.ToLowerInvariant())) return feed;
        var name = feed.Name.ToLowerInvariant();
        if (vault.Find(name) is null) throw new StartRefusedException(StartRefusal.Auth, $"No access token found for {name}: run `ticks token set {name}`");
        return feed with
        {
            Token = _ => ValueTask.FromResult(vault.Read(name)),
            TokenRefused = version =>
            {
                vault.Refused(name, version);
                return default;
            },
        };
    }

    private FeedSettings WithHours(FeedSettings feed) => feed.Hours is null ? feed with { Hours = new MarketCalendars(options.Data).HoursOf(feed.Name) } : feed;

    private ApiSource Source() => new()
    {
        Streams = _control,
        OpenReader = OpenReaderAsync,
        NotReady = () => _notReady,
        Reach = cancellationToken => _keeper is { } keeper ? keeper.ReachAsync(cancellationToken) : Task.FromResult(new StoreReach(false, TimeSpan.MaxValue)),
        NodeSecret = () => _nodeSecret,
        StoreName = () => StoreName,
        Store = Facts,
        Drills = _cut is null ? null : new NodeDrills(_cut, time, loggers.CreateLogger<NodeDrills>()),
        NodeName = options.Node,
        Dashboard = () => cluster?.Dashboard,
        HealthHistory = cluster is null ? null : cluster.ReadHealthAsync,
    };

    private bool HasSpool() => Directory.Exists(SpoolFolder) && Directory.EnumerateFiles(SpoolFolder, "*.spool", SearchOption.AllDirectories).Any();

    private Task<ITickReader> OpenReaderAsync(CancellationToken cancellationToken)
    {
        _cut?.ThrowIfCut();
        return StoreFactory.OpenReaderAsync(options.StoreText, cancellationToken, options.StoreIsSecret);
    }

    private StoreFacts? Facts()
    {
        if (_opened is not { } store || _keeper is not { } keeper) return null;
        var ahead = keeper.Clock.AtMost(time.SteadyMicroseconds()) - TickTime.FromDateTimeOffset(time.GetUtcNow());
        return new StoreFacts(store.Schema, keeper.Profile.Name, TimeSpan.FromMicroseconds(ahead));
    }

    private async Task OpenStoreAsync(ITickStore store, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await store.OpenAsync(new StoreOpening(options.IsSimulated), cancellationToken);
                return;
            }
            catch (StoreException away) when (StoreFaults.Judge(away.SqlState) is StoreVerdict.TryAgain)
            {
                var pause = TimeSpan.FromSeconds(Math.Min(10, 1 + attempt));
                _notReady = $"the store cannot be opened yet: {away.Message}";
                LogStoreAway(pause, away.Message);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Joins the nodes of this store. What a dead run of this very spool still owned is given back: its lock was free, so it reads nothing any more.</summary>
    private async Task<LeaseKeeper> JoinAsync(ITickStore store, NodeCard card, Guid? dead, CancellationToken cancellationToken)
    {
        var sent = time.SteadyMicroseconds();
        var joined = await store.Leases.JoinAsync(card, options.LeaseProfile, cancellationToken);
        _nodeSecret = joined.NodeSecret.ToString("N");
        _peers = new HttpPeers(_nodeSecret);
        await store.Leases.SetDutyAsync(card.Id.ToString(), NodeDuty.Starting, cancellationToken);
        if (dead is { } owner) await store.Leases.LeaveAsync(owner, cancellationToken);
        return new LeaseKeeper(store.Leases, card, joined, sent, _peers, options.OnStoreLoss, time, loggers.CreateLogger<LeaseKeeper>());
    }

    /// <summary>The exchange has the names asked for and those that the store remembers, so that whatever starts finds its symbols.</summary>
    private async Task<string> StartSimulatorAsync(ITickStore store, CancellationToken cancellationToken)
    {
        var remembered = (await store.LoadStreamsAsync(cancellationToken)).Where(stream => stream.Plan.Feed == "sim").SelectMany(stream => stream.Plan.Instruments).Select(one => one.Symbol);
        var wanted = options.Symbols.Count > 0 ? options.Symbols.Select(BareName) : SimSymbols.Make(options.MaxStocks, seed: 1);
        _simulator = new SimulatorServer(
            new SimulatorOptions { Symbols = [.. wanted.Concat(remembered).Distinct(StringComparer.Ordinal)], Rate = options.SimRate }, time, loggers.CreateLogger<SimulatorServer>());
        try
        {
            await _simulator.StartAsync(cancellationToken);
        }
        catch (SimulatorException fault)
        {
            throw new StartRefusedException(StartRefusal.Invalid, fault.Message);
        }

        return _simulator.Url.ToString();
    }

    private static string BareName(string symbol) => symbol.Trim().ToUpperInvariant() is var upper && upper.StartsWith("NSE:", StringComparison.Ordinal) ? upper[4..] : upper;

    /// <summary>Brings back what is desired; makes the group asked for where it is not known. A stopped one stays stopped.</summary>
    private async Task StartStreamsAsync(LocalStreams streams, IFeed feed, CancellationToken cancellationToken)
    {
        var known = await streams.RestoreAsync(cancellationToken);
        foreach (var (group, _) in known.Where(group => !group.Run)) _notices.Add($"{group.ShortId} was stopped and stays so; start it with: ticks start {group.ShortId}");

        if (options.Standby) return;
        IReadOnlyList<string> symbols = options.Symbols.Count > 0 ? options.Symbols : _simulator is null || known.Count > 0 ? [] : SimSymbols.Make(options.MaxStocks, seed: 1);
        if (symbols.Count == 0)
        {
            if (known.Count == 0) throw new StartRefusedException(StartRefusal.Invalid, $"there is nothing to record yet: name symbols of {feed.Name} with --symbols A,B or --symbols @FILE");
            return;
        }

        var key = KeyOf(feed, symbols);
        if (known.All(group => group.Group != key)) await streams.StartAsync(new StartRequest { Symbols = symbols, Mode = options.Mode }, cancellationToken);
        else if (options.Mode is { } mode && streams.List().FirstOrDefault(stream => stream.Key.Group == key) is { } one && one.Mode != mode)
            throw new StartRefusedException(StartRefusal.Conflict, $"{key} is known with mode {one.Mode.Word()}; leave --mode and --litemode out, or use another --data or --store");
    }

    /// <summary>A replay has a stream of its own, by the moment of its start: what its file carried may be read live at the same time, elsewhere.</summary>
    private async Task StartReplayAsync(LocalStreams streams, ITickStore store, Replay replay, CancellationToken cancellationToken)
    {
        await streams.RestoreAsync(cancellationToken);
        var instruments = await store.RegisterInstrumentsAsync(replay.Instruments, cancellationToken);
        var key = new StreamKey(GroupKey.Parse($"feed:{ReplayFeed.FeedName}|began:{time.GetUtcNow():yyyyMMdd't'HHmmssfff}"), 0);
        var mode = Words.TryParse<FeedMode>(replay.Header.Mode, out var known) ? known : throw new StartRefusedException(StartRefusal.Invalid, $"the recording's mode {replay.Header.Mode} is not known");
        await streams.StartAsync(new StreamPlan(key, ReplayFeed.FeedName, mode, instruments), cancellationToken);
        _replayed = key;
    }

    /// <summary>What was replayed is not wanted any more.</summary>
    private async Task EndReplayAsync(LocalStreams streams, StreamKey key)
    {
        using var limit = new CancellationTokenSource(Farewell, time);
        try
        {
            await streams.StopAsync(key.ToString(), limit.Token);
        }
        catch (Exception away) when (away is StoreException or OperationCanceledException)
        {
            LogNotStopped(key, away.Message);
        }
    }

    private static GroupKey KeyOf(IFeed feed, IReadOnlyList<string> symbols)
    {
        try
        {
            return GroupKey.OfSymbols(feed.Name, symbols.Select(feed.Identify));
        }
        catch (FormatException wrong)
        {
            throw new StartRefusedException(StartRefusal.Invalid, wrong.Message);
        }
    }
}
