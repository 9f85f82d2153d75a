using System.Net;
using Npgsql;
using OrleansTicks.System.Tests;
using OrleansTicks.Testing;
using OrleansTicks.Web;

namespace OrleansTicks.Faults;

/// <summary>Two nodes or three silos, a PostgreSQL and an exchange, all of them real processes; each node reaches store and exchange through proxies of its own, and other silos reach a silo through one.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly NpgsqlDataSource _admin;
    private readonly List<Status> _samples = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _sampling = Task.CompletedTask;

    private Scene(SceneOptions options, string folder, PostgresServer server, Exchange exchange, NpgsqlDataSource admin, NetworkNamespace? network)
    {
        (Options, Folder, Server, Exchange, _admin, Network) = (options, folder, server, exchange, admin, network);
        var port = new Uri(exchange.Url).Port;
        var cable = network is null ? null : new IPEndPoint(network.Here, 0);
        Stores = [.. Enumerable.Range(0, Nodes).Select(i => new FaultProxy(server.Port, options.Seed + i, i == 0 ? cable : null))];
        Feeds = [.. Enumerable.Range(0, Nodes).Select(i => new FaultProxy(port, options.Seed + 10 + i, i == 0 ? cable : null))];
        Random = new Random(options.Seed);
        Node = new Node?[options.Nodes];
        SiloPorts = [.. Enumerable.Range(0, options.Silos ? options.Nodes : 0).Select(_ => Ports.Free())];
        Peers = [.. SiloPorts.Select((silo, i) => new FaultProxy(silo, options.Seed + 20 + i))];
        GatewayPorts = [.. SiloPorts.Select(_ => Ports.Free())];
    }

    private int Nodes => Options.Nodes;

    private IReadOnlyList<int> SiloPorts { get; }

    private IReadOnlyList<int> GatewayPorts { get; }

    public SceneOptions Options { get; }

    public string Folder { get; }

    public PostgresServer Server { get; }

    public Exchange Exchange { get; }

    public IReadOnlyList<FaultProxy> Stores { get; }

    public IReadOnlyList<FaultProxy> Feeds { get; }

    /// <summary>The way to each silo from the others; empty where there are nodes.</summary>
    public IReadOnlyList<FaultProxy> Peers { get; }

    /// <summary>What <see cref="SceneOptions.Namespaced"/> asked for.</summary>
    public NetworkNamespace? Network { get; }

    /// <summary>The way from here to the API of the node that lives in a network of its own.</summary>
    public FaultProxy? Door { get; private set; }

    public Random Random { get; }

    /// <summary>What <see cref="SceneOptions.DiskMegabytes"/> asked for.</summary>
    public SmallDisk? Disk { get; private set; }

    /// <summary>What <see cref="SceneOptions.StoreMegabytes"/> asked for.</summary>
    public SmallDisk? Space { get; private set; }

    /// <summary>The nodes that run; null = it is dead for now.</summary>
    public Node?[] Node { get; }

    public IReadOnlyList<Status> Samples
    {
        get
        {
            lock (_samples) return [.. _samples];
        }
    }

    /// <summary>Moments at which a process was frozen and thawed, Unix milliseconds.</summary>
    public List<(double From, double To)> Freezes { get; } = [];

    /// <summary>The nodes are asked five times a second what they show. Off while their own need is measured.</summary>
    public bool Asks { get; set; } = true;

    /// <summary>How long a lease lives, and what comes on top before another may take the stream.</summary>
    public TimeSpan Ttl => TimeSpan.FromSeconds(Options.Fast ? 3 : 6);

    public TimeSpan Beat => TimeSpan.FromSeconds(Options.Fast ? 1 : 2);

    public static double Now => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    public static async Task<Scene> StartAsync(SceneOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("ticks-faults-").FullName;
        var server = await PostgresServer.StartNewAsync("track_commit_timestamp=on", "track_functions=all");
        var admin = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { MaxPoolSize = 4, Timeout = 5 });
        var space = options.StoreMegabytes > 0 ? await SpaceAsync(admin, options.StoreMegabytes) : null;
        await using (var create = admin.CreateCommand(space is null ? "create database market" : "create database market tablespace small")) await create.ExecuteNonQueryAsync();
        await admin.DisposeAsync();
        admin = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "market", Pooling = false, Timeout = 5 });
        var (_, names, _) = await TicksProcess.RunAsync(["sim", "symbols", "--count", $"{options.Streams * options.PerStream}", "--seed", "1"]);
        await File.WriteAllTextAsync(Path.Combine(folder, "symbols"), names);
        await File.WriteAllTextAsync(Path.Combine(folder, "market"), $"{names}\n{string.Join('\n', Enumerable.Range(0, SceneOptions.Spare).Select(SceneOptions.SpareSymbol))}\n");
        var exchange = await Exchange.StartAsync(
            folder, ["--symbols", $"@{Path.Combine(folder, "market")}", "--rate", $"{options.Rate}", "--ping-interval", "0.5s", .. options.ExchangeFaults.SelectMany(fault => new[] { "--fault", fault })]);
        var scene = new Scene(options, folder, server, exchange, admin, options.Namespaced ? await NetworkNamespace.CreateAsync() : null);
        scene.Space = space;
        if (options.DiskMegabytes > 0) scene.Disk = await SmallDisk.MountAsync(Path.Combine(folder, "data0"), options.DiskMegabytes);
        try
        {
            for (var i = 0; i < options.Nodes; i++) await scene.StartNodeAsync(i);
            await scene.AllRunAsync("at the beginning");
            await scene.SpreadAsync();
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }

        scene._sampling = Task.Run(scene.SampleAsync);
        return scene;
    }

    /// <summary>A table space that can be full while the server's own disk is not.</summary>
    private static async Task<SmallDisk> SpaceAsync(NpgsqlDataSource admin, int megabytes)
    {
        var path = Path.Combine(Path.GetTempPath(), $"ticks-space-{Guid.NewGuid():N}");       // the server's user must reach it
        var disk = await SmallDisk.MountAsync(path, megabytes);
        await Programs.RunAsync("chown", "postgres", path);
        await using var create = admin.CreateCommand($"create tablespace small location '{path}'");
        await create.ExecuteNonQueryAsync();
        return disk;
    }

    public async Task StartNodeAsync(int index)
    {
        var file = Path.Combine(Folder, $"store{index}");
        await File.WriteAllTextAsync(file, new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Host = Network is not null && index == 0 ? $"{Network.Here}" : "127.0.0.1", Port = Stores[index].Port, Database = "market" }.ConnectionString);
        string[] arguments =
        [
            "--feed", "binance", "--url", $"ws://{Feeds[index].Address}", "--symbols", $"@{Path.Combine(Folder, "symbols")}", "--mode", "quote",
            "--stocks-per-connection", $"{Options.PerStream}", "--max-stocks", $"{Options.Streams * Options.PerStream}", "--connection-delay", "0.05s", "--store", $"postgres:@{file}",
            "--data", Path.Combine(Folder, $"data{index}"), "--node", $"n{index}", "--lease", Options.Fast ? "fast" : "default", "--monitor-interval", "10m", "--on-store-loss", "ask",
        ];
        Node[index] = await (Network is not null && index == 0 ? await StartInsideAsync(Network, arguments)
            : Options.Silos ? System.Tests.Node.StartSilo(
                SiloProgram,
                [
                    .. arguments, "--silo-port", $"{Peers[index].Port}", "--silo-listen-port", $"{SiloPorts[index]}", "--gateway-port", $"{GatewayPorts[index]}",
                ])
            : System.Tests.Node.Start(arguments)).ReadyAsync();
    }

    private async Task<Node> StartInsideAsync(NetworkNamespace network, IEnumerable<string> arguments)
    {
        var port = Ports.Free();
        if (Door is not null) await Door.DisposeAsync();
        Door = new FaultProxy(port, Options.Seed, new IPEndPoint(IPAddress.Loopback, port), network.CreateSocket);
        return System.Tests.Node.StartUnder(network.Prefix, port, arguments);
    }

    /// <summary>Built by <c>./faults</c> when silos are asked for: this program is built without Orleans too.</summary>
    private static string SiloProgram
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OrleansTicks.sln"))) folder = folder.Parent;
            return Path.Combine(folder?.FullName ?? ".", "src", "Silo", "bin", "Release", "net10.0", "OrleansTicks.Silo.dll");
        }
    }

    /// <summary>Ends it at once; what it left lies in its spool until it is started again.</summary>
    public async Task KillNodeAsync(int index)
    {
        var node = Node[index]!;
        Node[index] = null;
        await node.Process.KillAsync();
        await KeepAsync(index, node);
        await node.DisposeAsync();
    }

    /// <summary>Asks it to end.</summary>
    /// <returns>Its exit code: 0 = nothing stays in the spool.</returns>
    public async Task<int> EndNodeAsync(int index)
    {
        var node = Node[index]!;
        Node[index] = null;
        var exit = await node.StopAsync();
        await KeepAsync(index, node);
        await node.DisposeAsync();
        return exit;
    }

    /// <summary>Waits until every stream is owned by a node that lives, and runs.</summary>
    public Task AllRunAsync(string when, TimeSpan? limit = null) => Patience.UntilAsync(
        $"all streams run {when}",
        async () =>
        {
            var list = await (Node.First(node => node is not null)!.TryStreamsAsync());
            var streams = list?.Streams.Where(stream => stream.Symbols == Options.PerStream).ToList();
            return streams?.Count == Options.Streams && streams.TrueForAll(stream => stream.State == "running");
        },
        () => string.Join('\n', Node.Select(node => node?.Process.Tail)), limit ?? Options.Patience);

    /// <summary>Sees to it that each node has half of the streams: those that are too many begin anew, and the node with few takes them.</summary>
    public async Task SpreadAsync()
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var owners = (await OwnersAsync()).GroupBy(owner => owner.Value.Node).ToDictionary(group => group.Key, group => group.Select(owner => owner.Key).ToList());
            var most = owners.MaxBy(owner => owner.Value.Count);
            var much = most.Value.Count - ((Options.Streams + Nodes - 1) / Nodes);
            if (much <= 0) return;
            var api = Node.First(node => node is not null)!;
            foreach (var key in most.Value.Take(much)) await PostAsync(api, $"/api/v1/streams/{Uri.EscapeDataString(key)}/restart");
            await Patience.PauseAsync(Beat + TimeSpan.FromSeconds(1));
            await AllRunAsync("after they were spread");
        }
    }

    public static async Task<int> PostAsync(Node node, string path)
    {
        using var http = new HttpClient { BaseAddress = node.Address, Timeout = TimeSpan.FromSeconds(15) };
        using var answer = await http.PostAsync(path, null);
        return (int)answer.StatusCode;
    }

    /// <summary>Who owns what by the store's word.</summary>
    public async Task<Dictionary<string, (string Node, int Lease, long Epoch)>> OwnersAsync()
    {
        var owners = new Dictionary<string, (string, int, long)>();
        await foreach (var row in QueryAsync("select s.key, coalesce(l.node, ''), l.lease, l.epoch from ticks.stream_lease l join ticks.stream s on s.id = l.stream"))
            owners[row.GetString(0)] = (row.GetString(1), row.GetInt32(2), row.GetInt64(3));
        return owners;
    }

    /// <summary>The one value of a query; asked again while the server is away or ends its connections.</summary>
    public async Task<T> AskAsync<T>(string sql)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var command = _admin.CreateCommand(sql);
                command.CommandTimeout = 60;
                return (T)(await command.ExecuteScalarAsync())!;
            }
            catch (NpgsqlException away) when (attempt < 100 && away is not PostgresException { SqlState: [not '5', ..] })
            {
                await Patience.PauseAsync(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    public async Task RunAsync(string sql)
    {
        await using var command = _admin.CreateCommand(sql);
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync();
    }

    public async IAsyncEnumerable<NpgsqlDataReader> QueryAsync(string sql)
    {
        _ = await AskAsync<int>("select 1");                             // it is there
        await using var command = _admin.CreateCommand(sql);
        command.CommandTimeout = 120;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) yield return reader;
    }

    /// <summary>Until each of these streams has a first committed tick under a lease that is not the one it had.</summary>
    /// <returns>Milliseconds from <paramref name="since"/>, a figure a stream.</returns>
    public async Task<Dictionary<string, double>> FirstStoredAsync(IReadOnlyDictionary<string, int> before, double since, TimeSpan limit)
    {
        var found = new Dictionary<string, double>();
        await Patience.UntilAsync(
            "every stream has stored a tick under its new owner",
            async () =>
            {
                var now = Now;
                await foreach (var row in QueryAsync("select s.key, m.lease from ticks.stream_mark m join ticks.stream s on s.id = m.stream"))
                {
                    if (before.TryGetValue(row.GetString(0), out var old) && row.GetInt32(1) > old) found.TryAdd(row.GetString(0), now - since);
                }

                return found.Count == before.Count;
            },
            () => $"{found.Count} of {before.Count}\n{string.Join('\n', Node.Select(node => node?.Process.Tail))}", limit);
        return found;
    }

    /// <summary>Brings everything to rest: all is stored, also what dead nodes left in their spools.</summary>
    public async Task SettleAsync()
    {
        foreach (var proxy in Stores.Concat(Feeds).Concat(Peers)) proxy.Restore();
        await StopSamplingAsync();
        for (var i = 0; i < Nodes; i++)
        {
            if (Node[i] is null) await StartNodeAsync(i);
        }

        await AllRunAsync("at the end", TimeSpan.FromSeconds(90));
        // The exchange first: what it sent is read to its end, and no tail is left of which nobody could know.
        await Exchange.StopAsync();
        await Patience.UntilAsync("everything was read", () => Task.FromResult(Feeds.All(feed => feed.Open == 0)), () => "");
        // What an outage left is caught up with before the end, which has a limit of its own.
        for (var i = 0; i < Nodes; i++) await Node[i]!.TotalsAsync($"n{i} has stored what it accepted", totals => totals.InSpool == 0, TimeSpan.FromMinutes(2));
        for (var i = 0; i < Nodes; i++) await EndNodeAsync(i);
    }

    /// <summary>Puts beside the ledger what tells why a run failed: all that the nodes said, and the store's small tables.</summary>
    public async Task KeepAsync()
    {
        for (var i = 0; i < Nodes; i++)
        {
            if (Node[i] is { } node) await KeepAsync(i, node);
        }

        try
        {
            foreach (var table in new[] { "gap", "stream_epoch", "stream_lease", "stream_mark", "stream", "event", "quarantine", "instrument" })
            {
                await using var command = _admin.CreateCommand($"select row_to_json(t)::text from ticks.{table} t");
                await using var reader = await command.ExecuteReaderAsync();
                await using var file = new StreamWriter(Path.Combine(Folder, $"{table}.ndjson"));
                while (await reader.ReadAsync()) await file.WriteLineAsync(reader.GetString(0));
            }
        }
        catch (NpgsqlException away)
        {
            await File.WriteAllTextAsync(Path.Combine(Folder, "tables-not-kept"), away.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopSamplingAsync();
        foreach (var node in Node)
        {
            if (node is not null) await node.DisposeAsync();
        }

        Disk?.Dispose();
        await Exchange.DisposeAsync();
        foreach (var proxy in Stores.Concat(Feeds).Concat(Peers)) await proxy.DisposeAsync();
        if (Door is not null) await Door.DisposeAsync();
        Network?.Dispose();
        await _admin.DisposeAsync();
        await Server.DisposeAsync();
        Space?.Dispose();
        _stop.Dispose();
    }

    private Task KeepAsync(int index, Node node) => File.AppendAllLinesAsync(Path.Combine(Folder, $"n{index}.log"), [$"--- pid {node.Process.Id}", .. node.Process.Out, .. node.Process.Error]);

    private async Task StopSamplingAsync()
    {
        if (!_stop.IsCancellationRequested) await _stop.CancelAsync();
        await _sampling;
    }

    /// <summary>Five times a second: what does each node show of each stream?</summary>
    private async Task SampleAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                for (var i = 0; i < Nodes; i++)
                {
                    if (!Asks || Node[i] is not { } node) continue;
                    var asked = Now;
                    StreamList? list = null;
                    try
                    {
                        list = await node.StreamsAsync().WaitAsync(TimeSpan.FromSeconds(1), _stop.Token);
                    }
                    catch (Exception silent) when (silent is HttpRequestException or TimeoutException or ObjectDisposedException or IOException or TaskCanceledException)
                    {
                        continue;   // dead or frozen: who does not answer does not lie
                    }

                    var answered = Now;
                    lock (_samples) _samples.AddRange(list.Streams.Select(stream => new Status(asked, answered, i, stream.Key, stream.State, stream.Node, stream.AcceptedThrough)));
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }
}

/// <summary>What one node showed of one stream at some moment between two (Unix milliseconds).</summary>
internal sealed record Status(double At, double Answered, int Asked, string Stream, string State, string? Owner, PositionView? AcceptedThrough);
