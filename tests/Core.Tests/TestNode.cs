using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests;

/// <summary>One node over a fake store, with a spool in memory: what <c>EmbeddedNode</c> puts together, without sockets and disks.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private TestNode(FakeFeed feed, FakeStore store, TimeProvider time, NodeCard card, JoinAnswer joined, IPeers? peers, StoreLoss onLoss)
    {
        Feed = feed;
        Files = new ForgetfulFiles();
        Writer = new TickWriter(new Spool(Files, store.Info.Id, new SpoolOptions { Directory = "-" }), store, new WriterOptions(), TimeProvider.System, NullLogger<TickWriter>.Instance);
        var symbols = new LocalSymbols(Writer, store, TimeSpan.FromSeconds(1), TimeProvider.System);
        Keeper = new LeaseKeeper(store.Leases, card, joined, time.SteadyMicroseconds(), peers, onLoss, time, NullLogger<LeaseKeeper>.Instance);
        Streams = new LocalStreams(
            new LocalStreamsOptions { StocksPerConnection = 2, MaxStocks = 5, ConnectionDelay = TimeSpan.FromSeconds(3) }, feed, store, Writer, symbols, Keeper, time, NullLoggerFactory.Instance);
    }

    public FakeFeed Feed { get; }

    public ForgetfulFiles Files { get; }

    public TickWriter Writer { get; }

    public LeaseKeeper Keeper { get; }

    public LocalStreams Streams { get; }

    /// <summary>Starts a node: it beats and sweeps.</summary>
    public static async Task<TestNode> StartAsync(
        FakeFeed feed, FakeStore store, TimeProvider time, CancellationToken cancellationToken, string name = "one", IPeers? peers = null, StoreLoss onLoss = StoreLoss.Ask)
    {
        var card = new NodeCard(Guid.NewGuid(), name, $"http://{name}", "test", null);
        var node = new TestNode(feed, store, time, card, await store.Leases.JoinAsync(card, null, cancellationToken), peers, onLoss);
        await node.Writer.StartAsync(cancellationToken);
        node.Keeper.Start();
        await node.Streams.RestoreAsync(cancellationToken);
        return node;
    }

    public bool IsDisposed { get; private set; }

    public async ValueTask DisposeAsync()
    {
        IsDisposed = true;
        await Streams.DisposeAsync();
        await Writer.DisposeAsync();
        await Keeper.DisposeAsync();
    }
}
