using OrleansTicks.Core;
using OrleansTicks.Grains;

namespace OrleansTicks.Cluster.Tests;

/// <summary>Streams over silos: even after start, join, drain and end, and each read once.</summary>
public sealed class SpreadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Streams_are_even_after_start_join_drain_and_end()
    {
        await using var cluster = await TestCluster.StartAsync(silos: 2);
        var (one, two) = (cluster.Silos[0], cluster.Silos[1]);
        await cluster.RunAsync(one, symbols: 30);
        await cluster.Until(() => (one.Owned, two.Owned) is (3, 3));

        var three = await cluster.AddAsync();
        await cluster.Until(() => (one.Owned, two.Owned, three.Owned) is (2, 2, 2));

        Assert.Equal(1, await two.Streams.SetDutyAsync(one.Name, NodeDuty.Draining, Cancellation));
        await cluster.Until(() => (one.Owned, two.Owned, three.Owned) is (0, 3, 3));
        Assert.Equal(NodeDuty.Draining, three.Streams.Nodes().Single(node => node.Card.Name == one.Name).Card.Duty);

        await two.Streams.SetDutyAsync(one.Name, NodeDuty.Open, Cancellation);
        await cluster.Until(() => one.Owned is 2);
        var end = await three.StopAsync();
        Assert.True(end.IsClean);
        await cluster.Until(() => one.Owned + two.Owned is 6);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_grain_lives_where_its_stream_is_owned_and_symbols_are_near()
    {
        await using var cluster = await TestCluster.StartAsync(silos: 2);
        var (one, two) = (cluster.Silos[0], cluster.Silos[1]);
        await cluster.RunAsync(one, symbols: 10);
        foreach (var stream in one.Streams.List())
        {
            var place = await two.Grains.GetGrain<IStreamGrain>(stream.Key.ToString()).ShowAsync();
            Assert.Equal(new StreamPlace(stream.Node!, Owns: true), place);
        }

        await cluster.Until(() => one.Streams.Latest().Count + two.Streams.Latest().Count == 10);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_stop_is_final_on_every_silo_and_a_start_of_the_same_is_already_running()
    {
        await using var cluster = await TestCluster.StartAsync(silos: 2);
        var (one, two) = (cluster.Silos[0], cluster.Silos[1]);
        var started = await cluster.RunAsync(one, symbols: 10);
        var again = await two.Streams.StartAsync(new StartRequest { Key = started.Group.Text }, Cancellation);
        Assert.Equal(StartAnswer.AlreadyRunning, again.Answer);
        Assert.Equal(2, (await two.Streams.StopAsync(null, Cancellation)).Count);
        await cluster.Until(() => one.Streams.List().All(stream => stream.State is StreamState.Stopped) && one.Owned + two.Owned == 0);
    }
}
