namespace OrleansTicks.Web.Tests;

public sealed class DrillTests
{
    private const string Kill = "/api/v1/drills/kill-owner", Cut = "/api/v1/drills/cut-store";
    private readonly FakeDrills _drills = new();

    [Fact]
    public async Task Without_leave_nothing_can_be_broken()
    {
        await using var api = await ApiFixture.StartAsync();
        foreach (var (path, json) in new[] { (Kill, """{"key":"swing-1234"}"""), (Cut, """{"seconds":5}""") })
        {
            var (status, body) = await api.PostAsync(path, json);
            Assert.Equal((403, "drills_off"), (status, body.GetProperty("code").GetString()));
            Assert.Contains("--allow-drills", body.GetProperty("detail").GetString());
        }
    }

    [Fact]
    public async Task The_owner_answers_and_dies_then()
    {
        await using var api = await StartAsync();
        api.Control.Streams.AddRange([Some.Status(0).OwnedBy("alpha"), Some.Status(1).OwnedBy("beta")]);

        var (status, body) = await api.PostAsync(Kill, $$"""{"key":"{{Some.Swing.ShortId}}"}""");

        Assert.Equal((200, "alpha"), (status, body.GetProperty("node").GetString()));
        Assert.Equal("type:swing|ids:1,2/0", Assert.Single(body.GetProperty("streams").EnumerateArray()).GetString());
        await _drills.Killed.WaitAsync(ApiFixture.Cancellation);
    }

    [Fact]
    public async Task Who_is_not_the_owner_names_it_even_where_both_have_one_name()
    {
        await using var api = await StartAsync();
        api.Control.Streams.Add(Some.Status(0).OwnedBy("beta") with { Node = "alpha" });

        var (status, body) = await api.PostAsync(Kill, """{"key":"type:swing|ids:1,2/0"}""");

        Assert.Equal((409, "other_owner"), (status, body.GetProperty("code").GetString()));
        Assert.Equal(("alpha", "http://beta.example:5080"), (body.GetProperty("node").GetString(), body.GetProperty("url").GetString()));
        Assert.False(_drills.Killed.IsCompleted);
    }

    [Fact]
    public async Task Nobody_s_stream_has_nobody_to_kill()
    {
        await using var api = await StartAsync();
        api.Control.Streams.Add(Some.Status(0, Core.StreamState.Unassigned));
        var (status, body) = await api.PostAsync(Kill, $$"""{"key":"{{Some.Swing.ShortId}}"}""");
        Assert.Equal((409, "no_owner"), (status, body.GetProperty("code").GetString()));
        Assert.Equal(404, (await api.PostAsync(Kill, """{"key":"nobody-1234"}""")).Status);
        Assert.False(_drills.Killed.IsCompleted);
    }

    [Theory]
    [InlineData(Kill, "{}")]
    [InlineData(Kill, """{"key":""}""")]
    [InlineData(Kill, """{"key":"'; drop"}""")]
    [InlineData(Kill, """{"key":"a","really":true}""")]
    [InlineData(Kill, "null")]
    [InlineData(Cut, "{}")]
    [InlineData(Cut, """{"seconds":0}""")]
    [InlineData(Cut, """{"seconds":3601}""")]
    [InlineData(Cut, """{"seconds":"60"}""")]
    [InlineData(Cut, "[1]")]
    public async Task Bad_questions_break_nothing(string path, string json)
    {
        await using var api = await StartAsync();
        api.Control.Streams.Add(Some.Status(0).OwnedBy("alpha"));
        Assert.Equal(400, (await api.PostAsync(path, json)).Status);
        Assert.Equal(415, (await api.PostAsync(path)).Status);
        Assert.False(_drills.Killed.IsCompleted);
        Assert.Null(_drills.Cut);
    }

    [Fact]
    public async Task The_store_is_cut_for_as_long_as_was_said()
    {
        await using var api = await StartAsync();
        Assert.Equal(200, (await api.PostAsync(Cut, """{"seconds":2.5}""")).Status);
        Assert.Equal(TimeSpan.FromSeconds(2.5), _drills.Cut);
    }

    private async Task<ApiFixture> StartAsync()
    {
        var api = await ApiFixture.StartAsync(shape: source => source with { Drills = _drills });
        api.Control.AllNodes.AddRange([Some.Node("alpha", isThis: true), Some.Node("beta")]);
        return api;
    }
}
