using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

[Collection(Alone.Name)]
public sealed class WakeUpTests
{
    [Fact]
    public async Task Reading_allocates_next_to_nothing_for_a_wake_up()
    {
        const int Warm = 2_000;
        const int Count = 10_000;
        var next = new SemaphoreSlim(0);
        var message = RawPeer.Frame(1, Encoding.ASCII.GetBytes(new string('m', 120)));
        await using var server = new RawServer(async peer =>
        {
            while (true)
            {
                await peer.SendRawAsync(message);
                await next.WaitAsync(peer.Stopping);
            }
        });
        var feed = Some.Feed("json", server.Url, fields: "symbol=s,price=p");
        await using var connection = await feed.ConnectAsync(Some.Plan(feed, FeedMode.Ticker, "A"), Some.Cancellation);
        for (var i = 0; i < Warm; i++) await ReadOneAsync();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < Count; i++) await ReadOneAsync();
        var perWakeUp = (GC.GetTotalAllocatedBytes(precise: true) - before) / Count;
        // The test's own server and semaphore allocate too; a token source or a state machine for each read would be far above.
        TestContext.Current.SendDiagnosticMessage($"{perWakeUp} bytes a wake-up, server included");
        Assert.InRange(perWakeUp, 0, 1200);

        async Task ReadOneAsync()
        {
            var batch = await connection.ReadAsync(Some.Cancellation);
            for (var i = 0; i < batch.Count; i++) next.Release();
        }
    }
}
