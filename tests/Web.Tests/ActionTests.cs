using OrleansTicks.Core;

namespace OrleansTicks.Web.Tests;

public sealed class ActionTests
{
    [Theory]
    [InlineData("stop", "stopped")]
    [InlineData("pause", "paused")]
    [InlineData("resume", "resumed")]
    [InlineData("restart", "restarted")]
    public async Task A_key_in_any_form_names_the_streams(string verb, string done)
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Streams.AddRange([Some.Status(0), Some.Status(1)]);
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put })
        {
            foreach (var (key, count) in new[] { ("TYPE:swing%7Cids:2,1", 2), (Some.Swing.ShortId, 2), ("type:swing%7Cids:1,2%2F1", 1), ("type:swing%7Cids:1,2/1", 1) })
            {
                var (status, body) = await api.SendAsync(method, $"/api/v1/streams/{key}/{verb}");
                Assert.Equal(200, status);
                var (name, keys) = Assert.Single(body.EnumerateObject().Select(field => (field.Name, field.Value)));
                Assert.Equal((done, count), (name, keys.GetArrayLength()));
            }
        }

        Assert.All(api.Control.Acts, act => Assert.Equal(verb, act.Verb));
    }

    [Theory]
    [InlineData("stop", "stopped")]
    [InlineData("pause", "paused")]
    [InlineData("resume", "resumed")]
    public async Task All_of_them_at_once(string verb, string done)
    {
        await using var api = await ApiFixture.StartAsync();
        Assert.Equal(0, (await api.PostAsync($"/api/v1/streams/actions/{verb}-all")).Body.GetProperty(done).GetArrayLength());
        api.Control.Streams.AddRange([Some.Status(0), Some.Status(1)]);
        var (status, body) = await api.PostAsync($"/api/v1/streams/actions/{verb}-all");
        Assert.Equal((200, 2), (status, body.GetProperty(done).GetArrayLength()));
        Assert.Equal((verb, null), api.Control.Acts[^1]);
    }

    [Theory]
    [InlineData("nobody-1234/pause", 404)]
    [InlineData("nobody-1234/resume", 404)]
    [InlineData("type:gone%2F0/restart", 404)]
    [InlineData("%27;drop/pause", 400)]
    [InlineData("actions/restart-all", 405)]
    public async Task A_key_that_nobody_has_is_said(string path, int expected)
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Streams.Add(Some.Status(0));
        Assert.Equal(expected, (await api.PostAsync($"/api/v1/streams/{path}")).Status);
    }
}
