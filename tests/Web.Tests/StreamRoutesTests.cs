using System.Net.Http.Headers;
using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Web.Tests;

public sealed class StreamRoutesTests
{
    [Fact]
    public async Task The_list_shows_every_stream_with_its_words()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Streams.AddRange([Some.Status(0), Some.Status(1, StreamState.Degraded)]);
        api.Control.Ticks.Add(Some.Latest(FakeReader.Btc));

        var (status, body) = await api.GetAsync("/api/v1/streams");

        Assert.Equal(200, status);
        var first = body.GetProperty("streams")[0];
        Assert.Equal("type:swing|ids:1,2/0", first.GetProperty("key").GetString());
        Assert.Equal("running", first.GetProperty("state").GetString());
        Assert.Equal("quote", first.GetProperty("mode").GetString());
        Assert.True(first.GetProperty("connected").GetBoolean());
        Assert.Equal("stall", first.GetProperty("reason").GetString());
        Assert.Equal(2, first.GetProperty("rejected").GetProperty("bad_number").GetInt64());
        Assert.Equal("2026-01-05T09:59:59.000Z", first.GetProperty("lastDataAt").GetString());
        Assert.False(body.GetProperty("streams")[1].GetProperty("connected").GetBoolean());
        Assert.Equal("2026-01-05T10:00:04.000Z", body.GetProperty("streams")[1].GetProperty("retryAt").GetString());
    }

    [Fact]
    public async Task Accepted_through_names_the_tick_to_the_frame()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Streams.Add(Some.Status(0));
        api.Control.Ticks.Add(Some.Latest(FakeReader.Btc));

        var (_, body) = await api.GetAsync($"/api/v1/streams/{Uri.EscapeDataString("type:swing|ids:1,2/0")}/status");

        var position = body.GetProperty("streams")[0].GetProperty("acceptedThrough");
        Assert.Equal(3, position.GetProperty("lease").GetInt32());
        Assert.Equal(44_998, position.GetProperty("n").GetInt64());
        Assert.Equal(1, position.GetProperty("connection").GetInt32());
        Assert.Equal(44_998, position.GetProperty("frame").GetInt64());
        Assert.Equal(7, position.GetProperty("instrument").GetInt32());
        Assert.Equal("BINANCE:BTCUSDT", position.GetProperty("symbol").GetString());
        Assert.Equal("trade", position.GetProperty("kind").GetString());
        Assert.Equal(45_998, position.GetProperty("identity").GetInt64());
    }

    [Fact]
    public async Task The_list_can_be_narrowed_to_a_state()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Streams.AddRange([Some.Status(0), Some.Status(1, StreamState.Parked)]);

        var (_, body) = await api.GetAsync("/api/v1/streams?state=parked");

        Assert.Equal(1, Assert.Single(body.GetProperty("streams").EnumerateArray()).GetProperty("number").GetInt32());
        var (status, problem) = await api.GetAsync("/api/v1/streams?state=sleeping");
        Assert.Equal(400, status);
        Assert.Contains("parked", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("type%3Aswing%7Cids%3A2,1,2", 2)]
    [InlineData("TYPE:Swing%7Cids:2,1", 2)]
    [InlineData("{short}", 2)]
    [InlineData("{short}/status", 2)]
    [InlineData("{short}%2F1", 1)]
    [InlineData("{short}/1", 1)]
    [InlineData("{short}/1/status", 1)]
    [InlineData("type%3Aswing%7Cids%3A1%2C2%2F0/status", 1)]
    public async Task A_key_names_a_group_or_a_stream_in_every_way_of_writing(string path, int count)
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Streams.AddRange([Some.Status(0), Some.Status(1)]);

        var (status, body) = await api.GetAsync("/api/v1/streams/" + path.Replace("{short}", Some.Swing.ShortId, StringComparison.Ordinal));

        Assert.Equal(200, status);
        Assert.Equal(count, body.GetProperty("streams").GetArrayLength());
        Assert.Equal(count, body.GetProperty("connected").GetInt32());
        Assert.StartsWith("type:swing|ids:1,2", body.GetProperty("key").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%27%3B%20drop%20table%20tick%3B--", 400)]
    [InlineData("..%2F..%2Fx", 400)]
    [InlineData("%F0%9F%9A%80", 400)]
    [InlineData("%252e%252e", 400)]
    [InlineData("nobody-1234", 404)]
    [InlineData("nobody-1234/7", 404)]
    public async Task A_hostile_or_unknown_key_is_refused(string key, int expected)
    {
        await using var api = await ApiFixture.StartAsync();
        foreach (var tail in new[] { "", "/status" })
        {
            var (status, body) = await api.GetAsync($"/api/v1/streams/{key}{tail}");
            Assert.Equal(expected, status);
            Assert.Equal(expected, body.GetProperty("status").GetInt32());
        }

        Assert.Equal(expected, (await api.PostAsync($"/api/v1/streams/{key}/stop")).Status);
    }

    [Fact]
    public async Task A_key_of_201_characters_is_refused()
    {
        await using var api = await ApiFixture.StartAsync();
        Assert.Equal(400, (await api.GetAsync("/api/v1/streams/" + new string('a', 201))).Status);
        Assert.Equal(400, (await api.PostAsync("/api/v1/streams", $$"""{"key":"{{new string('a', 201)}}"}""")).Status);
    }

    [Theory]
    [InlineData(StartAnswer.Started, 201, "started")]
    [InlineData(StartAnswer.Queued, 202, "queued")]
    [InlineData(StartAnswer.AlreadyRunning, 200, "already_running")]
    public async Task A_start_answers_as_the_predecessor_did(StartAnswer answer, int expected, string word)
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.OnStart = _ => Some.Result(answer);

        var (status, body) = await api.PostAsync("/api/v1/streams", """{"type":"swing","ids":[2,1,2],"mode":"ticker"}""");

        Assert.Equal(expected, status);
        Assert.Equal(word, body.GetProperty("answer").GetString());
        Assert.Equal(2, body.GetProperty("streams").GetArrayLength());
        var request = Assert.Single(api.Control.Starts);
        Assert.Equal("swing", request.Type);
        Assert.Equal([2, 1], request.Ids);
        Assert.Equal(FeedMode.Ticker, request.Mode);
    }

    [Theory]
    [InlineData(StartRefusal.Invalid, 400, "invalid")]
    [InlineData(StartRefusal.NotFound, 404, "not_found")]
    [InlineData(StartRefusal.Conflict, 409, "conflict")]
    public async Task A_refused_start_says_why(StartRefusal refusal, int expected, string code)
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.OnStart = _ => throw new StartRefusedException(refusal, "the feed nse is not known here; binance is");

        var (status, body) = await api.PostAsync("/api/v1/streams", """{"feed":"nse","symbols":["TCS"]}""");

        Assert.Equal(expected, status);
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.Equal("the feed nse is not known here; binance is", body.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"symbols":[]}""")]
    [InlineData("""{"type":"swing"}""")]
    [InlineData("""{"type":"swing","ids":[0]}""")]
    [InlineData("""{"type":"swing","ids":["canary"]}""")]
    [InlineData("""{"symbols":["A"],"mode":"canary"}""")]
    [InlineData("""{"symbols":["A\u0000canary"]}""")]
    [InlineData("""{"symbols":["canary\ncanary"]}""")]
    [InlineData("""{"symbols":[null]}""")]
    [InlineData("""{"symbols":["A"],"canary":1}""")]
    [InlineData("""{"key":"a","key":"b"}""")]
    [InlineData("""{"key":"'; drop table canary;--"}""")]
    [InlineData("""{"key":"../../canary"}""")]
    [InlineData("""{"key":"🚀"}""")]
    public async Task A_body_that_is_no_start_is_refused_without_being_repeated(string json)
    {
        await using var api = await ApiFixture.StartAsync();

        var (status, body) = await api.PostAsync("/api/v1/streams", json);

        Assert.Equal(400, status);
        Assert.DoesNotContain("canary", body.GetRawText());
        Assert.Empty(api.Control.Starts);
    }

    [Fact]
    public async Task Ten_thousand_instruments_are_refused_with_the_limit()
    {
        await using var api = await ApiFixture.StartAsync();
        var (status, body) = await api.PostAsync("/api/v1/streams", $$"""{"type":"all","ids":[{{string.Join(',', Enumerable.Range(1, 10_000))}}]}""");
        Assert.Equal(400, status);
        Assert.Contains("5000", body.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_body_of_two_megabytes_is_too_large()
    {
        await using var api = await ApiFixture.StartAsync();
        var (status, body) = await api.PostAsync("/api/v1/streams", $$"""{"key":"{{new string('a', 2 << 20)}}"}""");
        Assert.Equal(413, status);
        Assert.Equal("too_large", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        await using var api = await ApiFixture.StartAsync();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"key":"a"}"""));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        using var response = await api.Client.PostAsync("/api/v1/streams", content, ApiFixture.Cancellation);
        Assert.Equal(415, (int)response.StatusCode);
        Assert.Equal(Problem.MediaType, response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_stop_names_what_it_stopped_and_takes_post_and_put()
    {
        await using var api = await ApiFixture.StartAsync();
        api.Control.Streams.AddRange([Some.Status(0), Some.Status(1)]);

        var (status, body) = await api.PostAsync("/api/v1/streams/type:swing%7Cids:2,1/stop");
        Assert.Equal(200, status);
        Assert.Equal(["type:swing|ids:1,2/0", "type:swing|ids:1,2/1"], body.GetProperty("stopped").EnumerateArray().Select(key => key.GetString()));
        Assert.Equal(200, (await api.SendAsync(HttpMethod.Put, $"/api/v1/streams/{Some.Swing.ShortId}/stop")).Status);
        Assert.Equal(["type:swing|ids:1,2", Some.Swing.ShortId], api.Control.Stops);
    }

    [Fact]
    public async Task Stop_all_stops_all_and_is_content_with_nothing()
    {
        await using var api = await ApiFixture.StartAsync();
        var (status, body) = await api.PostAsync("/api/v1/streams/actions/stop-all");
        Assert.Equal(200, status);
        Assert.Equal(0, body.GetProperty("stopped").GetArrayLength());
        Assert.Null(Assert.Single(api.Control.Stops));
    }
}
