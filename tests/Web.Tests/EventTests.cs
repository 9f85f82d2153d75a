using OrleansTicks.Core;

namespace OrleansTicks.Web.Tests;

public sealed class EventTests
{
    private const string Path = "/api/v1/events";

    [Fact]
    public async Task Events_are_listed_with_what_happened_and_why()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Reader.Tell(Told(3), Told(5) with { Stream = null, Node = "alpha", Reason = "deploy", Detail = "<script>" });

        var (status, body) = await api.GetAsync(Path);

        Assert.Equal(200, status);
        var events = body.GetProperty("events").EnumerateArray().ToList();
        Assert.Equal([3, 5], events.Select(one => one.GetProperty("id").GetInt64()));
        Assert.Equal("type:swing|ids:1,2/0", events[0].GetProperty("stream").GetString());
        Assert.False(events[0].TryGetProperty("node", out _));
        Assert.Equal("2026-01-05T10:00:00.000Z", events[1].GetProperty("at").GetString());
        Assert.Equal(("alpha", "deploy", "<script>"), (events[1].GetProperty("node").GetString(), events[1].GetProperty("reason").GetString(), events[1].GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData("", new long[] { 1, 2, 3, 4, 5 })]
    [InlineData("?limit=2", new long[] { 4, 5 })]
    [InlineData("?after=2", new long[] { 3, 4, 5 })]
    [InlineData("?after=2&limit=1", new long[] { 3 })]
    [InlineData("?after=9", new long[0])]
    [InlineData("?stream=TYPE:swing%7Cids:2,1", new long[] { 1, 2 })]
    [InlineData("?stream={short}", new long[] { 1, 2 })]
    [InlineData("?stream={short}/1", new long[] { 2 })]
    [InlineData("?stream=type:swing%7Cids:1,2/1", new long[] { 2 })]
    [InlineData("?stream=type:gone", new long[] { 4 })]
    [InlineData("?stream=nobody-1234", new long[0])]
    public async Task They_can_be_narrowed(string query, long[] expected)
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Streams.AddRange([Some.Status(0), Some.Status(1)]);
        api.Reader.Tell(Told(1), Told(2) with { Stream = "type:swing|ids:1,2/1" }, Told(3) with { Stream = "type:swing|ids:1,22/0" }, Told(4) with { Stream = "type:gone/0" }, Told(5) with { Stream = null });
        var (_, body) = await api.GetAsync(Path + query.Replace("{short}", Some.Swing.ShortId, StringComparison.Ordinal));
        Assert.Equal(expected, body.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("id").GetInt64()));
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=1001")]
    [InlineData("?after=-1")]
    [InlineData("?after=canary")]
    [InlineData("?after=1&after=2")]
    [InlineData("?after=99999999999999999999")]
    [InlineData("?stream=")]
    [InlineData("?stream=%27;drop table canary")]
    [InlineData("", "canary")]
    public async Task Bad_questions_are_refused_live_too(string query, string? lastEventId = null)
    {
        await using var api = await ApiFixture.StartAsync();
        foreach (var accept in new[] { "application/json", "text/event-stream" })
        {
            var (status, body) = await api.GetAsync(Path + query, ("Accept", accept), ("Last-Event-ID", lastEventId ?? ""));
            Assert.Equal((400, "invalid"), (status, body.GetProperty("code").GetString()));
            Assert.DoesNotContain("canary", body.GetRawText());
        }
    }

    [Fact]
    public async Task Live_it_begins_with_the_newest_and_goes_on()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Reader.Tell([.. Enumerable.Range(1, 5).Select(id => Told(id))]);
        await using var live = await LiveReader.OpenAsync(api, Path + "?limit=2");
        Assert.Equal(["4", "5"], await IdsAsync(live, 2));

        api.Reader.Tell(Told(6), Told(7));
        api.Time.Advance(EventPoller.Period);
        var message = await live.NextAsync();
        Assert.Equal(("message", "6"), (message.Event, message.Id));
        Assert.Equal("reconnecting", message.Data.GetProperty("what").GetString());
        Assert.Equal(["7"], await IdsAsync(live, 1));
    }

    [Fact]
    public async Task Who_comes_again_misses_nothing()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Reader.Tell([.. Enumerable.Range(1, 7).Select(id => Told(id))]);
        await using var live = await LiveReader.OpenAsync(api, Path + "?limit=2&after=6", ("Last-Event-ID", "2"));
        Assert.Equal(["3", "4", "5", "6", "7"], await IdsAsync(live, 5));
    }

    [Fact]
    public async Task An_event_that_becomes_visible_late_comes_still_and_none_comes_twice()
    {
        await using var api = await ApiFixture.StartAsync();
        await using var live = await LiveReader.OpenAsync(api, Path);
        foreach (var id in new[] { 20, 18, 21, 19, 17 })
        {
            api.Reader.Tell(Told(id));
            api.Time.Advance(EventPoller.Period);
            Assert.Equal([$"{id}"], await IdsAsync(live, 1));
        }
    }

    [Fact]
    public async Task A_stream_narrows_what_is_live()
    {
        await using var api = await ApiFixture.StartAsync();
        await using var live = await LiveReader.OpenAsync(api, Path + "?stream=type:swing%7Cids:1,2");
        api.Reader.Tell(Told(1) with { Stream = "type:other/0" }, Told(2), Told(3) with { Stream = null }, Told(4) with { Stream = "type:swing|ids:1,2/7" });
        api.Time.Advance(EventPoller.Period);
        Assert.Equal(["2", "4"], await IdsAsync(live, 2));
    }

    [Fact]
    public async Task All_listeners_share_one_look_at_the_store()
    {
        await using var api = await ApiFixture.StartAsync();
        await using var first = await LiveReader.OpenAsync(api, Path);
        // They begin with the next look, and each reads for itself what is there already.
        var others = await api.AdvanceUntilAsync(EventPoller.Period, Task.WhenAll(Enumerable.Range(0, 5).Select(_ => LiveReader.OpenAsync(api, Path))));
        var reads = api.Reader.EventReads;
        api.Reader.Tell(Told(1));
        api.Time.Advance(EventPoller.Period);
        foreach (var listener in others.Prepend(first)) Assert.Equal(["1"], await IdsAsync(listener, 1));
        Assert.InRange(api.Reader.EventReads, reads + 1, reads + 2);
        foreach (var other in others) await other.DisposeAsync();
    }

    [Fact]
    public async Task A_store_that_is_away_is_a_problem_at_first_and_a_pause_later()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Reader.Away = true;
        var (status, body) = await api.GetAsync(Path, ("Accept", "text/event-stream"));
        Assert.Equal((503, "store_away"), (status, body.GetProperty("code").GetString()));
        Assert.DoesNotContain("hunter2", body.GetRawText());

        api.Reader.Away = false;
        await using var live = await LiveReader.OpenAsync(api, Path);
        api.Reader.Tell(Told(1));
        api.Reader.Away = true;
        api.Time.Advance(EventPoller.Period);
        api.Reader.Away = false;
        api.Time.Advance(EventPoller.Period);
        Assert.Equal(["1"], await IdsAsync(live, 1));
    }

    private static StreamEvent Told(long id) => new(id, Some.Now, "type:swing|ids:1,2/0", null, "reconnecting", "stall", null);

    private static async Task<IReadOnlyList<string?>> IdsAsync(LiveReader live, int count)
    {
        var ids = new List<string?>();
        for (var i = 0; i < count; i++) ids.Add((await live.NextAsync()).Id);
        return ids;
    }
}
