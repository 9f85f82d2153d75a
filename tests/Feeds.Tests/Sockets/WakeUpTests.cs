using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

[Collection(Alone.Name)]
public sealed class WakeUpTests
{
    [Fact]
    public async Task A_wake_up_allocates_nothing()
    {
        const int Warm = 3_000;
        const int Count = 10_000;
        using var next = new SemaphoreSlim(1);
        var message = RawPeer.Frame(1, Encoding.ASCII.GetBytes(new string('m', 120)));
        await using var server = new RawServer(peer => Task.Factory.StartNew(
            () =>
            {
                while (true)
                {
                    next.Wait(peer.Stopping);
                    peer.SendNow(message);
                }
            },
            peer.Stopping,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        var feed = Some.Feed("json", server.Url, fields: "symbol=s,price=p");
        await using var connection = await feed.ConnectAsync(Some.Plan(feed, FeedMode.Ticker, "A"), Some.Cancellation);
        var cancellation = Some.Cancellation;
        // Away from the test framework's synchronisation context, whose posts allocate.
        var perWakeUp = await Task.Run(async () =>
        {
            var before = 0L;
            for (var i = 0; i < Warm + Count; i++)
            {
                if (i == Warm) before = GC.GetTotalAllocatedBytes(precise: true);
                if ((await connection.ReadAsync(cancellation))[0].Length != 120) Assert.Fail("another message");
                next.Release();
            }

            return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / Count;
        });
        // Pings and a pool that grows are in it; a token source or a state machine for each read would be over 100.
        Assert.InRange(perWakeUp, 0, 40);
    }
}
