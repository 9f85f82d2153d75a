using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using OrleansTicks.Simulator;
using OrleansTicks.Testing;

namespace OrleansTicks.Simulator.Tests;

public class ProtocolTests
{
    [Theory]
    [InlineData("""{"method":"SUBSCRIBE","params":["aaa@trade"],"id":1}""", """{"result":null,"id":1}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":[],"id":"text"}""", """{"result":null,"id":"text"}""")]
    [InlineData("""{"method":"UNSUBSCRIBE","params":["zzz@trade"],"id":null}""", """{"result":null,"id":null}""")]
    [InlineData("""{"method":"LIST_SUBSCRIPTIONS","id":-3}""", """{"result":[],"id":-3}""")]
    [InlineData("""{"method":"GET_PROPERTY","params":["combined"],"id":2}""", """{"result":false,"id":2}""")]
    [InlineData("""{"method":"SET_PROPERTY","params":["combined",true],"id":5}""", """{"result":null,"id":5}""")]
    [InlineData("""{"method":"SET_PROPERTY","params":["colour",true],"id":5}""", """{"code":0,"msg":"Unknown property","id":5}""")]
    [InlineData("""{"method":"SET_PROPERTY","params":["combined","yes"],"id":5}""", """{"code":1,"msg":"Invalid value type: expected Boolean","id":5}""")]
    [InlineData("""{"method":"SET_PROPERTY","params":["combined",true,1],"id":5}""", """{"code":2,"msg":"Invalid request: too many parameters","id":5}""")]
    [InlineData("""{"method":"GET_PROPERTY","params":[1],"id":5}""", """{"code":2,"msg":"Invalid request: property name must be a string","id":5}""")]
    [InlineData("""{"method":"GET_PROPERTY","id":5}""", """{"code":2,"msg":"Invalid request: property name must be a string","id":5}""")]
    [InlineData("""{"method":"LIST_SUBSCRIPTIONS"}""", """{"code":2,"msg":"Invalid request: request ID must be an unsigned integer","id":null}""")]
    [InlineData("""{"method":"LIST_SUBSCRIPTIONS","id":1.5}""", """{"code":2,"msg":"Invalid request: request ID must be an unsigned integer","id":null}""")]
    [InlineData("""{"id":1}""", """{"code":2,"msg":"Invalid request: missing field `method` at line 1 column 8","id":1}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":[1],"id":1}""", """{"code":2,"msg":"Invalid request: stream name must be a string","id":1}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":"a@trade","id":1}""", """{"code":2,"msg":"Invalid request: params must be a list","id":1}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":["\ud800"],"id":1}""", """{"code":3,"msg":"Invalid JSON: lone surrogate"}""")]
    [InlineData("{nonsense", """{"code":3,"msg":"Invalid JSON: expected value at line 1 column 2"}""")]
    public async Task Every_request_has_its_documented_answer(string request, string answer)
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions { Rate = 1 });
        await using var client = await Client.ConnectAsync(server, "/ws");
        Assert.Equal(answer, await client.AskAsync(request));
    }

    [Fact]
    public async Task An_unknown_method_names_the_known_ones()
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions());
        await using var client = await Client.ConnectAsync(server, "/ws");
        var answer = await client.AskAsync("""{"method":"SUBSCRIB","params":[],"id":1}""");
        Assert.Contains("unknown variant `SUBSCRIB`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`", answer);
    }

    [Fact]
    public async Task The_list_shows_what_is_subscribed_from_path_and_message()
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions { Rate = 1 });
        await using var client = await Client.ConnectAsync(server, "/ws/aaa@trade/m&m@bookTicker");
        await client.SubscribeAsync("bbb@trade", "aaa@trade");
        await client.AskAsync("""{"method":"UNSUBSCRIBE","params":["aaa@trade"],"id":9}""");
        Assert.Equal("""{"result":["m&m@bookTicker","bbb@trade"],"id":10}""", await client.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":10}"""));
    }

    [Fact]
    public async Task Combined_is_the_default_of_stream_and_wraps_the_data()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft));
        await using var client = await Client.ConnectAsync(server, "/stream?streams=madeusdt@trade");
        Assert.StartsWith("""{"stream":"madeusdt@trade","data":{"e":"trade",""", await client.ReceiveAsync());
        Assert.Equal("""{"result":true,"id":1}""", await client.AskAsync("""{"method":"GET_PROPERTY","params":["combined"],"id":1}"""));
    }

    [Fact]
    public async Task A_raw_stream_bears_bare_payloads()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft));
        await using var client = await Client.ConnectAsync(server, "/ws/madeusdt%40bookTicker");
        var payload = JsonElement.Parse((await client.ReceiveAsync())!);
        Assert.Equal(["u", "s", "b", "B", "a", "A"], payload.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task The_property_combined_changes_the_frames_and_not_the_answers()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft));
        await using var client = await Client.ConnectAsync(server, "/ws");
        Assert.Equal("""{"result":null,"id":5}""", await client.AskAsync("""{"method":"SET_PROPERTY","params":["combined",true],"id":5}"""));
        Assert.Equal("""{"result":null,"id":1}""", await client.SubscribeAsync("madeusdt@trade"));
        Assert.StartsWith("""{"stream":""", await client.ReceiveAsync());
    }

    [Fact]
    public async Task The_sixth_message_in_a_second_closes()
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions(), new FakeTime());
        await using var client = await Client.ConnectAsync(server, "/ws");
        for (var i = 0; i < 6; i++) await client.SendAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}""");
        var (messages, code) = await client.ReadToEndAsync();
        Assert.Equal(1008, code);
        Assert.InRange(messages.Count, 0, 5);
    }

    [Fact]
    public async Task Five_messages_in_every_second_are_allowed()
    {
        var time = new FakeTime();
        await using var server = await Some.ServerAsync(new SimulatorOptions(), time);
        await using var client = await Client.ConnectAsync(server, "/ws");
        for (var i = 0; i < 15; i++)
        {
            await client.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}""");
            if (i % 5 == 4) time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Pongs_count_as_messages()
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions(), new FakeTime());
        using var client = await RawClient.ConnectAsync(server, "/ws");
        for (var i = 0; i < 6; i++) await client.SendAsync(10, "");
        Assert.Equal("1008", await client.ReceiveAsync(8));
    }

    [Fact]
    public async Task The_1025th_stream_is_refused_and_nothing_of_its_message_done()
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions { Rate = 1 });
        await using var client = await Client.ConnectAsync(server, "/ws");
        string[] streams = [.. Enumerable.Range(0, 1024).Select(i => $"s{i}@trade")];
        Assert.Equal("""{"result":null,"id":1}""", await client.SubscribeAsync(streams));
        Assert.Contains("1024", await client.SubscribeAsync("one@trade", "more@trade"));
        Assert.Equal("""{"result":null,"id":3}""", await client.SubscribeAsync("s5@trade"));
        Assert.Equal(1024, JsonElement.Parse(await client.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":4}""")).GetProperty("result").GetArrayLength());
    }

    [Fact]
    public async Task An_url_of_1025_streams_is_refused()
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions());
        await using var client = new Client();
        await Assert.ThrowsAsync<WebSocketException>(() => client.OpenAsync(server, "/stream?streams=" + string.Join('/', Enumerable.Range(0, 1025).Select(i => $"s{i}@trade"))));
        Assert.Equal(HttpStatusCode.BadRequest, client.Socket.HttpStatusCode);
    }

    [Theory]
    [InlineData("/ws/a@trade?timeUnit=MICROSECOND", "400")]
    [InlineData("/", "404")]
    [InlineData("/wss/btcusdt@trade", "404")]
    public async Task What_is_not_served_is_refused(string path, string status)
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions());
        using var client = await RawClient.ConnectAsync(server, path);
        Assert.StartsWith($"HTTP/1.1 {status} ", client.Head);
    }

    [Fact]
    public async Task Plain_http_is_told_to_upgrade()
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions());
        using var client = await RawClient.ConnectAsync(server, "/ws", headers: "");
        Assert.StartsWith("HTTP/1.1 426 ", client.Head);
    }

    [Fact]
    public async Task A_ping_comes_each_20_seconds_and_an_answered_one_keeps_the_connection()
    {
        var time = new FakeTime();
        await using var server = await Some.ServerAsync(new SimulatorOptions(), time);
        using var client = await RawClient.ConnectAsync(server, "/ws");
        await time.TimersWaiting(4, Some.Cancellation);
        for (var i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromSeconds(20));
            var (opcode, payload) = await client.ReceiveAsync();
            Assert.Equal(9, opcode);
            await client.SendAsync(10, payload);
            await client.SendAsync(1, """{"method":"LIST_SUBSCRIPTIONS","id":1}""");        // its answer shows that the pong was read
            Assert.Equal((1, """{"result":[],"id":1}"""), await client.ReceiveAsync());
        }
    }

    [Fact]
    public async Task Without_a_pong_of_the_same_payload_the_connection_is_closed_after_a_minute()
    {
        var time = new FakeTime();
        await using var server = await Some.ServerAsync(new SimulatorOptions(), time);
        using var client = await RawClient.ConnectAsync(server, "/ws");
        await time.TimersWaiting(4, Some.Cancellation);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(9, (await client.ReceiveAsync()).Opcode);
        await client.SendAsync(10, "unasked");
        await client.SendAsync(1, """{"method":"LIST_SUBSCRIPTIONS","id":1}""");
        Assert.Equal(1, (await client.ReceiveAsync()).Opcode);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((9, 9), ((await client.ReceiveAsync()).Opcode, (await client.ReceiveAsync()).Opcode));
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("1008", await client.ReceiveAsync(8));
    }

    [Fact]
    public async Task Pings_of_the_client_are_answered_with_their_payload()
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions());
        using var client = await RawClient.ConnectAsync(server, "/ws");
        await client.SendAsync(9, "are you there");
        Assert.Equal((10, "are you there"), await client.ReceiveAsync());
    }

    [Fact]
    public async Task After_24_hours_it_closes_and_says_so_before()
    {
        var time = new FakeTime();
        var options = new SimulatorOptions { PingInterval = TimeSpan.FromHours(30), PongTimeout = TimeSpan.FromHours(30) };
        await using var server = await Some.ServerAsync(options, time);
        await using var bare = await Client.ConnectAsync(server, "/ws");
        await using var combined = await Client.ConnectAsync(server, "/stream");
        await time.TimersWaiting(8, Some.Cancellation);
        time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(10));
        var notice = await bare.ReceiveAsync();
        Assert.StartsWith("""{"e":"serverShutdown","E":""", notice);
        Assert.Equal($$"""{"stream":"!serverShutdown","data":{{notice}}}""", await combined.ReceiveAsync());
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1001, (await bare.ReadToEndAsync()).Code);
        Assert.Equal(1001, (await combined.ReadToEndAsync()).Code);
    }

    [Fact]
    public async Task Fragments_make_one_message()
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions());
        using var client = await RawClient.ConnectAsync(server, "/ws");
        await client.SendAsync(1, """{"method":"LIST_SUB""", final: false);
        await client.SendAsync(0, """SCRIPTIONS",""", final: false);
        await client.SendAsync(0, "\"id\":7}");
        Assert.Equal((1, """{"result":[],"id":7}"""), await client.ReceiveAsync());
    }

    [Theory]
    [InlineData(1, false, "1002")]
    [InlineData(3, true, "1002")]
    [InlineData(0, true, "1002")]
    [InlineData(2, true, "1003")]
    public async Task What_no_client_may_send_closes(int opcode, bool masked, string code)
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions());
        using var client = await RawClient.ConnectAsync(server, "/ws");
        await client.SendAsync(opcode, "x", masked);
        Assert.Equal(code, await client.ReceiveAsync(8));
    }

    [Fact]
    public async Task A_close_of_the_client_is_answered()
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions());
        await using var client = await Client.ConnectAsync(server, "/ws");
        await client.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", Some.Cancellation);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.Socket.CloseStatus);
    }

    [Fact]
    public async Task A_stop_closes_every_connection()
    {
        var server = await Some.ServerAsync(new SimulatorOptions());
        await using var client = await Client.ConnectAsync(server, "/ws");
        var ending = client.ReadToEndAsync();
        await server.StopAsync(Some.Cancellation);
        Assert.Equal(1001, (await ending).Code);
        await server.DisposeAsync();
    }
}
