using OrleansTicks.Core;

namespace OrleansTicks.Web.Tests;

/// <summary>What is said of and to several nodes: duty, health, and each other's quotes.</summary>
public sealed class ClusterRoutesTests
{
    [Theory]
    [InlineData("nodes", "drain", "draining", NodeDuty.Draining)]
    [InlineData("silos", "cordon", "cordoned", NodeDuty.Cordoned)]
    [InlineData("silos", "uncordon", "open", NodeDuty.Open)]
    public async Task What_is_wanted_of_a_node_is_said_by_its_name(string path, string verb, string word, NodeDuty duty)
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.AllNodes.AddRange([Some.Node("alpha", isThis: true), Some.Node("beta")]);
        var (status, body) = await api.PostAsync($"/api/v1/{path}/beta/{verb}");
        Assert.Equal((200, "beta", word, 1), (status, body.GetProperty("node").GetString(), body.GetProperty("duty").GetString(), body.GetProperty("nodes").GetInt32()));
        Assert.Equal(duty, api.Control.AllNodes[1].Card.Duty);
    }

    [Fact]
    public async Task A_node_that_nobody_knows_is_refused_with_the_names_there_are()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.AllNodes.AddRange([Some.Node("alpha", isThis: true), Some.Node("beta")]);
        var (status, body) = await api.PostAsync("/api/v1/silos/gamma/drain");
        Assert.Equal(404, status);
        Assert.Contains("alpha, beta", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_counts_what_is_to_run_and_names_what_does_not()
    {
        await using var api = await ApiFixture.StartAsync(shape: source => source with
        {
            HealthHistory = _ => Task.FromResult<IReadOnlyList<HealthEntry>>([new HealthEntry(Some.Now, "binance", 3, 2, 1, 0, 2)]),
        });
        api.Control.AllNodes.AddRange([Some.Node("alpha", isThis: true), Some.Node("beta", isLive: false)]);
        api.Control.Streams.AddRange([
            Some.Status(0) with { Desired = DesiredState.Run, ConnectedAt = Some.Now }, Some.Status(1, StreamState.Parked) with { Desired = DesiredState.Run, ConnectedAt = null },
            Some.Status(2, StreamState.Stopped) with { Desired = DesiredState.Stop },
        ]);
        var (_, now) = await api.GetAsync("/api/v1/health");
        Assert.Equal((false, 1, 2, 1), (now.GetProperty("healthy").GetBoolean(), now.GetProperty("running").GetInt32(), now.GetProperty("desired").GetInt32(), now.GetProperty("nodes").GetInt32()));
        Assert.Equal(Some.Status(1).Key.ToString(), now.GetProperty("unwell")[0].GetString());
        Assert.Equal("Health: 1 active streams (this node), 1 of 2 streams (all nodes), 1 unwell, 1 nodes", now.GetProperty("line").GetString());
        Assert.False(now.TryGetProperty("history", out var none) && none.ValueKind is System.Text.Json.JsonValueKind.Array);
        var (_, past) = await api.GetAsync("/api/v1/health?history=1");
        Assert.Equal(1, past.GetProperty("history")[0].GetProperty("taken").GetInt32());
    }

    [Fact]
    public async Task Quotes_of_other_nodes_are_shown_and_the_newer_of_two_counts()
    {
        const string Secret = "what-the-nodes-show-each-other";
        var key = ApiKey.Parse("a-key-of-the-tests-0123456789");
        await using var beta = await ApiFixture.StartAsync(options => options with { Key = key }, realTime: true, shape: source => source with { NodeSecret = () => Secret });
        await using var alpha = await ApiFixture.StartAsync(realTime: true, shape: source => source with { NodeSecret = () => Secret });
        var (own, theirs) = (new Instrument(1, "NSE:OWN"), new Instrument(2, "NSE:THEIRS"));
        var newer = Some.Latest(own);
        newer = newer with { Trade = newer.Trade!.Value with { Identity = 992, Received = newer.Trade.Value.Received + 2_000_000, Price = 777700 } };
        alpha.Control.Ticks.Add(Some.Latest(own));
        beta.Control.Ticks.AddRange([newer, Some.Latest(theirs)]);
        alpha.Control.AllNodes.AddRange([Some.Node("alpha", isThis: true), Some.Node("beta") with { Card = Some.Node("beta").Card with { Url = beta.Address.ToString() } }]);

        var (status, body) = await alpha.GetAsync("/api/v1/quotes");

        Assert.Equal(200, status);
        Assert.Equal(["NSE:OWN", "NSE:THEIRS"], body.GetProperty("quotes").EnumerateArray().Select(quote => quote.GetProperty("symbol").GetString()));
        Assert.Equal(992, body.GetProperty("quotes")[0].GetProperty("trade").GetProperty("id").GetInt64());
        // Beta was asked by the nodes' secret, for that one path; anybody else needs its key.
        Assert.Equal(401, (await beta.GetAsync("/api/v1/quotes", ("X-Ticks-Node", Secret))).Status);
        Assert.Equal(401, (await beta.GetAsync("/api/v1/stream/quotes?local=1", ("X-Ticks-Node", "guessed"))).Status);
    }

    [Fact]
    public async Task Where_there_is_no_cluster_the_dashboard_says_so()
    {
        await using var api = await ApiFixture.StartAsync();
        var (status, body) = await api.GetAsync("/dashboard/");
        Assert.Equal(404, status);
        Assert.Contains("no silo", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
