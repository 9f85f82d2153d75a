using OrleansTicks.Core;
using OrleansTicks.Web.Tests;

namespace OrleansTicks.Client.Tests;

public sealed class ActionCommandTests
{
    [Theory]
    [InlineData("pause", "paused")]
    [InlineData("resume", "resumed")]
    [InlineData("restart", "restarted")]
    public async Task One_call_and_a_line_for_each_stream(string verb, string done)
    {
        await using var cli = await Cli.WithNodeAsync();
        cli.Control.Streams.AddRange([Some.Status(0), Some.Status(1)]);

        Assert.Equal(0, await cli.RunAsync(verb, "type:swing|ids:2,1/1"));
        Assert.Equal($"{done} type:swing|ids:1,2/1\n", cli.Out);
        Assert.Equal(0, await cli.RunAsync(verb, Some.Swing.ShortId, "-o", "json"));
        Assert.Equal(2, cli.Json.GetProperty(done).GetArrayLength());
        Assert.Equal([(verb, "type:swing|ids:1,2/1"), (verb, Some.Swing.ShortId)], cli.Control.Acts);
        Assert.Equal(4, await cli.RunAsync(verb, "nobody-1234"));
        Assert.Equal(2, await cli.RunAsync(verb));
    }

    [Theory]
    [InlineData("pause", 0)]
    [InlineData("resume", 0)]
    [InlineData("restart", 2)]
    public async Task All_of_them_where_that_makes_sense(string verb, int exit)
    {
        await using var cli = await Cli.WithNodeAsync();
        cli.Control.Streams.Add(Some.Status(0));
        Assert.Equal(exit, await cli.RunAsync(verb, "--all"));
        Assert.Equal(exit == 0 ? [(verb, null)] : [], cli.Control.Acts);
        Assert.Equal(2, await cli.RunAsync(verb, "KEY", "--all"));
    }

    [Theory]
    [InlineData("nodes")]
    [InlineData("silos")]
    public async Task Nodes_are_listed_with_what_is_known_of_them(string name)
    {
        await using var cli = await Cli.WithNodeAsync();
        cli.Control.AllNodes.AddRange([Some.Node("alpha", isThis: true), Some.Node("beta", isLive: false)]);
        Assert.Equal(0, await cli.RunAsync("get", name));
        var lines = cli.Out.Split('\n');
        Assert.StartsWith("NODE     STATE    STREAMS", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("alpha *  live     1/1      0.5 s ago", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("beta     unknown  1/1      12.0 s ago", lines[2], StringComparison.Ordinal);
        Assert.Equal(0, await cli.RunAsync("get", name, "-o", "json"));
        Assert.Equal(2, cli.Json.GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public async Task A_description_tells_owner_reason_events_and_gaps()
    {
        await using var cli = await Cli.WithNodeAsync();
        cli.Control.Streams.Add(Some.Status(0, StreamState.Degraded).OwnedBy("beta") with { Detail = "ownership unproven: the store is away" });
        cli.Reader.Tell(new StreamEvent(1, Some.Now, "type:swing|ids:1,2/0", "beta", "taken_over", "owner-lost", "alpha fell silent\u001b[2J"));

        Assert.Equal(0, await cli.RunAsync("describe", Some.Swing.ShortId));

        Assert.Contains("  state       degraded, wanted: run, data: ticking\n  owner       beta, epoch 1767600000000, lease 3\n  reason      stall: ownership unproven: the store is away\n", cli.Out);
        Assert.Contains("gaps today: 1\n  type:swing|ids:1,2/0  sequence  BINANCE:BTCUSDT", cli.Out);
        Assert.Contains("last events: 1\n  2026-01-05 10:00:00.000  taken_over (owner-lost)  beta  type:swing|ids:1,2/0  alpha fell silent\\u001b[2J\n", cli.Out);
        Assert.Equal(4, await cli.RunAsync("describe", "nobody-1234"));
        Assert.Equal(0, await cli.RunAsync("describe", Some.Swing.ShortId, "-o", "json"));
        Assert.Equal("beta", cli.Json.GetProperty("streams")[0].GetProperty("node").GetString());
    }
}
