using OrleansTicks.Grains;

namespace OrleansTicks.Cluster.Tests;

/// <summary>The reminder-driven check, without and beside the sweeps.</summary>
public sealed class HealthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Where_no_sweep_takes_streams_the_health_check_does()
    {
        await using var cluster = await TestCluster.StartAsync(silos: 2, new TestSiloOptions { Sweeps = false });
        var (one, two) = (cluster.Silos[0], cluster.Silos[1]);
        await one.Streams.StartAsync(new Core.StartRequest { Symbols = TestCluster.Symbols(0, 10) }, Cancellation);
        var check = two.Grains.GetGrain<IHealthCheckGrain>("sim");
        await cluster.Until(async () => (await check.CheckAsync()).Taken > 0 || one.Owned + two.Owned == 2);
        await cluster.Until(() => one.Owned + two.Owned == 2);
        var history = await one.Cluster.ReadHealthAsync(Cancellation);
        Assert.Contains(history, entry => entry.Taken > 0 && entry.Desired == 2);
        Assert.Equal(1, await cluster.Database.ReadAsync<long>("select count(*) from ticks.reminder where grain like '%sim' and period = 60000"));
        Assert.Equal(1, await cluster.Database.ReadAsync<long>("select count(*) from ticks.grain_state where payload is not null"));
    }

    [Fact(Timeout = 180_000)]
    public async Task With_reminders_switched_off_the_sweeps_do_it_all()
    {
        await using var cluster = await TestCluster.StartAsync(silos: 2, new TestSiloOptions { Reminders = false });
        var (one, two) = (cluster.Silos[0], cluster.Silos[1]);
        await cluster.RunAsync(one, symbols: 10);
        await cluster.Until(() => (one.Owned, two.Owned) is (1, 1));
        await two.StopAsync();
        await cluster.Until(() => one.Owned == 2);
        Assert.Equal(0, await cluster.Database.ReadAsync<long>("select count(*) from ticks.reminder"));
    }
}
