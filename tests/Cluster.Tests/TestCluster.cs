using OrleansTicks.Core;
using OrleansTicks.Simulator;
using OrleansTicks.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansTicks.Cluster.Tests;

/// <summary>Silos on one database, with one exchange. Each test has a database of its own, since one database is one cluster.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly PostgresDatabase _database = new();
    private readonly List<TestSilo> _silos = [];
    private SimulatorServer _venue = null!;

    public IReadOnlyList<TestSilo> Silos => _silos;

    public PostgresDatabase Database => _database;

    public SimulatorServer Venue => _venue;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestCluster> StartAsync(int silos, TestSiloOptions? options = null)
    {
        var cluster = new TestCluster();
        await cluster._database.InitializeAsync();
        cluster._database.Need();
        cluster._venue = new SimulatorServer(
            new SimulatorOptions { Symbols = SimSymbols.Make(40, seed: 1), Rate = 400 }, TimeProvider.System, NullLogger<SimulatorServer>.Instance);
        await cluster._venue.StartAsync(Cancellation);
        for (var i = 0; i < silos; i++) await cluster.AddAsync(options);
        return cluster;
    }

    public async Task<TestSilo> AddAsync(TestSiloOptions? options = null)
    {
        var silo = await TestSilo.StartAsync($"silo-{_silos.Count}", $"postgres:{_database.ConnectionString};Maximum Pool Size=6", _venue.Url, options ?? new TestSiloOptions(), Cancellation);
        _silos.Add(silo);
        return silo;
    }

    /// <summary>Starts so many symbols through a silo, and waits until all their streams run.</summary>
    public async Task<StartResult> RunAsync(TestSilo silo, int symbols)
    {
        var result = await silo.Streams.StartAsync(new StartRequest { Symbols = Symbols(0, symbols) }, Cancellation);
        await Until(() => silo.Streams.List() is { Count: > 0 } streams && streams.All(stream => stream.IsConnected));
        return result;
    }

    /// <summary>Names that the exchange has.</summary>
    public static IReadOnlyList<string> Symbols(int from, int count) => [.. SimSymbols.Make(40, seed: 1).Order(StringComparer.Ordinal).Skip(from).Take(count).Select(name => $"NSE:{name}")];

    public Task Until(Func<bool> holds) => Until(() => Task.FromResult(holds()));

    /// <summary>Looks often until it holds; gives up after a minute, and says how the silos were.</summary>
    public async Task Until(Func<Task<bool>> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromMinutes(1)) Assert.Fail(Describe());
            await Task.Delay(20, Cancellation);
        }
    }

    private string Describe() => string.Join('\n', _silos.Select(silo =>
        $"{silo.Name} owns {silo.Owned}, says: {string.Join("; ", silo.Streams.List().Select(stream => $"{stream.ShortId} {stream.State} {stream.Node} {stream.Reason} {stream.Detail}"))}, "
        + $"nodes: {string.Join(", ", silo.Streams.Nodes().Select(node => $"{node.Card.Name} {node.IsLive} {node.Streams} {node.Card.Duty}"))}\n{silo.Journal.Tail}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos) await silo.DisposeAsync();
        if (_venue is not null) await _venue.DisposeAsync();
        await _database.DisposeAsync();
    }
}
