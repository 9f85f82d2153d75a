using Microsoft.Extensions.DependencyInjection;
using Orleans;
using OrleansTicks.Core;
using OrleansTicks.Embedded;
using OrleansTicks.Feeds;
using OrleansTicks.Silo;
using OrleansTicks.Testing;
using OrleansTicks.Web;

namespace OrleansTicks.Cluster.Tests;

/// <summary>A silo as the program makes it, in this process.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("ticks-silo-").FullName;
    private readonly EmbeddedNode _node;
    private bool _stopped;

    private TestSilo(string name, string store, Uri venue, TestSiloOptions options)
    {
        Name = name;
        var node = new NodeOptions
        {
            Feed = new FeedSettings { Name = "sim", Url = SecretUrl.Parse(venue.ToString()) }, Store = store, StoreIsSecret = true, Data = _data, Node = name, Standby = true,
            StocksPerConnection = options.PerConnection, ConnectionDelay = TimeSpan.Zero, Sweeps = options.Sweeps, LeaseProfile = "fast", Web = new WebOptions { Listen = "http://127.0.0.1:0", Key = options.Key },
        };
        Cluster = new SiloCluster(
            new SiloOptions { SiloPort = SiloPort = Ports.Free(), GatewayPort = Ports.Free(), UsesReminders = options.Reminders, Certificate = options.Tls?.Certificate, CertificateKey = options.Tls?.Key, Authority = options.Tls?.Authority },
            node, TimeProvider.System, Journal);
        _node = new EmbeddedNode(node, TimeProvider.System, Journal, Cluster);
    }

    public string Name { get; }

    public Journal Journal { get; } = new();

    public SiloCluster Cluster { get; }

    public int SiloPort { get; }

    public IStreamControl Streams => _node.Streams;

    public Uri Address => _node.Address!;

    public IGrainFactory Grains => Cluster.Services!.GetRequiredService<IGrainFactory>();

    public int Owned => Streams.List().Count(stream => stream.Node == Name && stream.IsConnected);

    public static async Task<TestSilo> StartAsync(string name, string store, Uri venue, TestSiloOptions options, CancellationToken cancellationToken)
    {
        var silo = new TestSilo(name, store, venue, options);
        try
        {
            await silo._node.StartAsync(cancellationToken);
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>As SIGTERM does.</summary>
    public async Task<NodeEnd> StopAsync()
    {
        _stopped = true;
        return await _node.StopAsync(TimeSpan.FromSeconds(8));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped) await StopAsync();
        await _node.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
