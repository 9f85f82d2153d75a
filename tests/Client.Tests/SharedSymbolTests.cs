using System.Net.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;
using OrleansTicks.Embedded;
using OrleansTicks.Feeds;
using OrleansTicks.Storage;

namespace OrleansTicks.Client.Tests;

/// <summary>One symbol in two groups of a whole node: sockets, spool and SQLite, all real, on the real clock.</summary>
public sealed class SharedSymbolTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_groups_without_ids_store_a_symbol_once_and_the_second_covers_the_first_with_one_gap()
    {
        await using var venue = await Venue.StartAsync();
        var options = new NodeOptions
        {
            Data = _folder.Path, ConnectionDelay = TimeSpan.Zero, Symbols = ["A"], Web = new Web.WebOptions { Listen = "http://127.0.0.1:0" },
            Feed = new FeedSettings { Name = "json", Url = SecretUrl.Parse(venue.Url), Json = JsonFields.Parse("symbol=s,price=p") },
        };
        await using var node = new EmbeddedNode(options, TimeProvider.System, NullLoggerFactory.Instance);
        await node.StartAsync(Cli.Cancellation);
        var first = (Socket: await venue.AcceptAsync(), Key: Assert.Single(node.Streams.List()).Key);
        await node.Streams.StartAsync(new StartRequest { Type = "swing", Ids = [1] }, Cli.Cancellation);
        var second = (Socket: await venue.AcceptAsync(), Key: node.Streams.List().Single(stream => stream.Key != first.Key).Key);
        var price = 0;

        for (var i = 0; i < 25; i++)
        {
            Assert.Equal((1, 0), await DeliverAsync(first));
            Assert.Equal((0, 1), await DeliverAsync(second));
        }

        // The first says nothing more. On a machine that paused us for seconds the second may have come in at once.
        while ((await DeliverAsync(second)).Accepted == 0)
        {
        }

        Assert.Equal((0, 1), await DeliverAsync(first));
        Assert.Equal((1, 0), await DeliverAsync(second));
        var (one, two) = (StatusOf(first.Key), StatusOf(second.Key));
        var end = await node.StopAsync(TimeSpan.FromSeconds(10));
        Assert.Equal((27L, one.Spare + two.Spare), (end.Totals.Stored, end.Totals.Spare));

        await using var reader = await StoreFactory.OpenReaderAsync($"sqlite:{Path.Combine(_folder.Path, DataFolder.Real)}", Cli.Cancellation);
        var stored = await reader.ReadTicksAsync(1, false, TickTime.Earliest, long.MaxValue / 2_000, Cli.Cancellation).OrderBy(tick => tick.Received).ToListAsync(Cli.Cancellation);
        Assert.Equal(27, stored.Count);
        var gap = Assert.Single((await reader.ListGapsAsync(TickTime.Earliest, long.MaxValue / 2_000, 100, Cli.Cancellation)).Select(entry => entry.Gap), gap => gap.Instrument == 1);
        Assert.Equal((GapCause.Stall, one.Lease, 25L, two.Lease, two.Received - 1), (gap.Cause, gap.Last!.Value.Lease, gap.Last.Value.N, gap.First.Lease, gap.First.N));
        Assert.Equal((stored[24].Received, stored[25].Received), (gap.Last.Value.Received, gap.First.Received));
        Assert.InRange(gap.First.Received - gap.Last.Value.Received, 2_000_001, 60_000_000);

        async Task<(long Accepted, long Spare)> DeliverAsync((WebSocket Socket, StreamKey Key) stream)
        {
            var before = StatusOf(stream.Key);
            await Venue.SendAsync(stream.Socket, $$"""{"s":"A","p":{{++price}}}""");
            while (true)
            {
                Cli.Cancellation.ThrowIfCancellationRequested();
                var now = StatusOf(stream.Key);
                if (now.Accepted + now.Spare > before.Accepted + before.Spare) return (now.Accepted - before.Accepted, now.Spare - before.Spare);
                await Task.Yield();
            }
        }

        StreamStatus StatusOf(StreamKey key) => node.Streams.List().Single(stream => stream.Key == key);
    }
}
