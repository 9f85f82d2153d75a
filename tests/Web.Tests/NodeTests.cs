using OrleansTicks.Core;

namespace OrleansTicks.Web.Tests;

public sealed class NodeTests
{
    [Theory]
    [InlineData("/api/v1/nodes")]
    [InlineData("/api/v1/silos")]
    public async Task Nodes_are_listed_under_both_names(string path)
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.AllNodes.AddRange([Some.Node("alpha", isThis: true), Some.Node("beta", isLive: false)]);

        var (status, body) = await api.GetAsync(path);

        Assert.Equal(200, status);
        var (alpha, beta) = (body.GetProperty("nodes")[0], body.GetProperty("nodes")[1]);
        Assert.Equal(["id", "name", "url", "build", "isThis", "live", "beatAgeMs", "streams", "connected", "spool", "joined", "duty"], alpha.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("alpha", true, true, 500), (alpha.GetProperty("name").GetString(), alpha.GetProperty("isThis").GetBoolean(), alpha.GetProperty("live").GetBoolean(), alpha.GetProperty("beatAgeMs").GetInt32()));
        Assert.Equal((false, false, 12_000), (beta.GetProperty("isThis").GetBoolean(), beta.GetProperty("live").GetBoolean(), beta.GetProperty("beatAgeMs").GetInt32()));
        Assert.Equal(Some.NodeId("beta").ToString(), beta.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_stream_names_its_owner_and_what_is_wanted()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Streams.AddRange([Some.Status(0).OwnedBy("beta"), Some.Status(1, StreamState.Paused) with { Desired = DesiredState.Pause }]);
        var (_, body) = await api.GetAsync("/api/v1/streams");
        Assert.Equal(("beta", "run"), (body.GetProperty("streams")[0].GetProperty("node").GetString(), body.GetProperty("streams")[0].GetProperty("desired").GetString()));
        Assert.False(body.GetProperty("streams")[1].TryGetProperty("node", out _));
        Assert.Equal("pause", body.GetProperty("streams")[1].GetProperty("desired").GetString());
    }

    [Fact]
    public async Task Totals_are_this_node_s_and_beside_them_those_of_all()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Node = new NodeTotals { Received = 7, Stored = 6 };
        api.Control.Streams.AddRange([Some.Status(0).OwnedBy("alpha"), Some.Status(1).OwnedBy("beta")]);
        var (_, body) = await api.GetAsync("/api/v1/totals");
        Assert.Equal((7, 6), (body.GetProperty("received").GetInt32(), body.GetProperty("stored").GetInt32()));
        var all = body.GetProperty("all");
        Assert.Equal((2, 90_000, 89_980), (all.GetProperty("streams").GetInt32(), all.GetProperty("received").GetInt32(), all.GetProperty("stored").GetInt32()));
    }

    [Fact]
    public async Task A_description_brings_state_events_and_the_gaps_of_today()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Streams.AddRange([Some.Status(0).OwnedBy("beta"), Some.Status(1)]);
        api.Reader.Tell([.. Enumerable.Range(1, 60).Select(id => new StreamEvent(id, Some.Now, $"type:swing|ids:1,2/{id % 2}", "beta", "acquired", "none", null))]);

        var (status, one) = await api.GetAsync("/api/v1/streams/type:swing%7Cids:1,2/0/description");
        var (_, both) = await api.GetAsync($"/api/v1/streams/{Some.Swing.ShortId}/description");

        Assert.Equal(200, status);
        Assert.Equal("type:swing|ids:1,2/0", one.GetProperty("key").GetString());
        Assert.Equal(3, one.GetProperty("streams")[0].GetProperty("lease").GetInt32());
        Assert.Equal(30, one.GetProperty("events").GetArrayLength());
        Assert.Equal("sequence", Assert.Single(one.GetProperty("gaps").EnumerateArray()).GetProperty("cause").GetString());
        Assert.Equal(TickTime.FromDateTimeOffset(Some.Now.Date), api.Reader.Asked.From);
        Assert.Equal((2, 50), (both.GetProperty("streams").GetArrayLength(), both.GetProperty("events").GetArrayLength()));
        Assert.Equal(404, (await api.GetAsync("/api/v1/streams/nobody-1234/description")).Status);
        api.Reader.Away = true;
        Assert.Equal(503, (await api.GetAsync($"/api/v1/streams/{Some.Swing.ShortId}/description")).Status);
    }
}
