using OrleansTicks.Core;
using OrleansTicks.Web.Tests;

namespace OrleansTicks.Client.Tests;

public sealed class DrillCommandTests
{
    [Fact]
    public async Task Where_drills_are_off_it_says_how_to_allow_them()
    {
        await using var cli = await Cli.WithNodeAsync();
        Assert.Equal(6, await cli.RunAsync("drill", "cut-store", "5s"));
        Assert.Equal("ticks: drills are off; start the node with --allow-drills\n", cli.Error);
    }

    [Fact]
    public async Task The_store_is_cut()
    {
        var drills = new FakeDrills();
        await using var cli = await Cli.WithNodeAsync(shape: source => source with { Drills = drills });
        Assert.Equal(0, await cli.RunAsync("drill", "cut-store", "90s"));
        Assert.Equal(TimeSpan.FromSeconds(90), drills.Cut);
        Assert.Contains("alpha", cli.Out);
        Assert.Equal(2, await cli.RunAsync("drill", "cut-store", "soon"));
        Assert.Equal(2, await cli.RunAsync("drill", "cut-store", "2h"));
    }

    [Fact]
    public async Task Alone_it_kills_and_says_that_nobody_takes_over()
    {
        var drills = new FakeDrills();
        await using var cli = await Cli.WithNodeAsync(shape: source => source with { Drills = drills });
        cli.Control.AllNodes.Add(Some.Node("alpha", isThis: true));
        cli.Control.Streams.Add(Some.Status(0).OwnedBy("alpha"));
        Assert.Equal(0, await cli.RunAsync("drill", "kill-owner", Some.Swing.ShortId));
        await drills.Killed.WaitAsync(Cli.Cancellation);
        Assert.Contains("no other live node", cli.Error);
    }

    /// <summary>Asked the wrong node: it names the owner, which dies; the one that was asked is watched until it has the stream.</summary>
    [Fact]
    public async Task It_follows_to_the_owner_and_times_the_take_over()
    {
        var drills = new FakeDrills();
        await using var owner = await Cli.WithNodeAsync(shape: source => source with { Drills = drills, NodeName = "beta" });
        owner.Control.AllNodes.Add(Some.Node("beta", isThis: true));
        owner.Control.Streams.Add(Some.Status(0).OwnedBy("beta"));
        await using var cli = await Cli.WithNodeAsync(shape: source => source with { Drills = new FakeDrills() });
        var beta = Some.Node("beta");
        cli.Control.AllNodes.AddRange([Some.Node("alpha", isThis: true), beta with { Card = beta.Card with { Url = owner.Address.ToString() } }]);
        cli.Control.Streams.Add(Some.Status(0).OwnedBy("beta"));

        var run = cli.RunAsync("drill", "kill-owner", "type:swing|ids:1,2/0", "-o", "json");
        await drills.Killed.WaitAsync(Cli.Cancellation);
        cli.Control.Streams[0] = Some.Status(0).OwnedBy("alpha") with { Epoch = 1_767_600_000_001 };

        Assert.Equal(0, await run);
        Assert.Equal("beta", cli.Json.GetProperty("killed").GetString());
        Assert.Equal("type:swing|ids:1,2/0", Assert.Single(cli.Json.GetProperty("takenOver").EnumerateArray()).GetString());
        Assert.True(cli.Json.GetProperty("seconds").GetDouble() >= 0);
        Assert.Contains("asking there", cli.Error);
    }

    [Fact]
    public async Task What_is_not_taken_over_in_time_is_exit_7()
    {
        await using var owner = await Cli.WithNodeAsync(shape: source => source with { Drills = new FakeDrills(), NodeName = "beta" });
        owner.Control.AllNodes.Add(Some.Node("beta", isThis: true));
        owner.Control.Streams.Add(Some.Status(0).OwnedBy("beta"));
        await using var cli = await Cli.WithNodeAsync(shape: source => source with { Drills = new FakeDrills() });
        var beta = Some.Node("beta");
        cli.Control.AllNodes.AddRange([Some.Node("alpha", isThis: true), beta with { Card = beta.Card with { Url = owner.Address.ToString() } }]);
        cli.Control.Streams.Add(Some.Status(0).OwnedBy("beta"));
        Assert.Equal(7, await cli.RunAsync("drill", "kill-owner", "type:swing|ids:1,2/0", "--timeout", "300ms"));
        Assert.Equal("killed beta; 0 of its 1 streams run elsewhere\n", cli.Out);
    }
}
