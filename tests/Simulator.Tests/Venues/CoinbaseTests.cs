using System.Text.Json;
using OrleansTicks.Simulator;
using OrleansTicks.Testing;

namespace OrleansTicks.Simulator.Tests;

public sealed class CoinbaseTests : IDisposable
{
    private static readonly SimulatorOptions Coinbase = new() { Feed = "coinbase", Symbols = ["BTC-USD", "ETH-USD"], Rate = 500 };
    private readonly TempFile _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task The_answer_is_the_whole_list_after_each_change()
    {
        await using var server = await Some.ServerAsync(Coinbase with { Rate = 0.001 });
        await using var client = await Client.ConnectAsync(server, "/");
        Assert.Contains("status", await AskAsync(client, """{"type":"subscribe","product_ids":["BTC-USD"],"channels":["heartbeat",{"name":"status","product_ids":[]}]}"""));
        Assert.Equal("""{"type":"error","message":"Failed to subscribe","reason":"x is not a valid channel"}""", await AskAsync(client, """{"type":"subscribe","product_ids":["BTC-USD"],"channels":["x"]}"""));
        Assert.Equal(
            """{"type":"subscriptions","channels":[{"name":"heartbeat","product_ids":["BTC-USD","ETH-USD"]},{"name":"status","product_ids":["BTC-USD"]}]}""",
            await AskAsync(client, """{"type":"subscribe","channels":[{"name":"heartbeat","product_ids":["ETH-USD"]}]}"""));
        Assert.Equal(
            """{"type":"subscriptions","channels":[{"name":"heartbeat","product_ids":["ETH-USD"]},{"name":"status","product_ids":["BTC-USD"]}]}""",
            await AskAsync(client, """{"type":"unsubscribe","product_ids":["BTC-USD"],"channels":["heartbeat"]}"""));
        Assert.Equal(
            """{"type":"subscriptions","channels":[{"name":"heartbeat","product_ids":["ETH-USD"]}]}""",
            await AskAsync(client, """{"type":"unsubscribe","channels":["status"]}"""));
        Assert.Contains("XYZ-USD is not a valid product", await AskAsync(client, """{"type":"subscribe","product_ids":["XYZ-USD"],"channels":["ticker"]}"""));
        Assert.Contains("Malformed", await AskAsync(client, "nonsense"));
    }

    [Fact]
    public async Task Matches_begin_with_the_last_one_and_have_no_hole()
    {
        await using var server = await Some.ServerAsync(Coinbase with { Ledger = _ledger.Path });
        await using var client = await Client.ConnectAsync(server, "/");
        await client.SendAsync("""{"type":"subscribe","product_ids":["BTC-USD"],"channels":["matches","heartbeat","ticker"]}""");
        Assert.Contains("subscriptions", await client.ReceiveAsync());
        var frames = (await client.ReceiveAsync(1500)).ConvertAll(text => JsonElement.Parse(text));
        Assert.Equal(["heartbeat", "last_match", "match", "ticker"], frames.Select(frame => frame.Text("type")).Distinct().Order(StringComparer.Ordinal));
        var trades = frames.Where(frame => frame.Text("type").EndsWith("match", StringComparison.Ordinal)).ToList();
        Assert.Equal("last_match", trades[0].Text("type"));
        Assert.All(trades.Zip(trades.Skip(1)), pair => Assert.Equal(pair.First.GetProperty("trade_id").GetInt64() + 1, pair.Second.GetProperty("trade_id").GetInt64()));
        long known = 0;
        foreach (var frame in frames)
        {
            if (frame.Text("type").EndsWith("match", StringComparison.Ordinal)) known = frame.GetProperty("trade_id").GetInt64();
            if (frame.Text("type") == "heartbeat") Assert.Equal(known, frame.GetProperty("last_trade_id").GetInt64());
        }

        var sides = trades.Skip(1).ToDictionary(frame => frame.Text("trade_id"), frame => frame.Text("side"));
        Assert.All(frames.Where(frame => frame.Text("type") == "ticker" && sides.ContainsKey(frame.Text("trade_id"))), frame => Assert.NotEqual(sides[frame.Text("trade_id")], frame.Text("side")));
        var lines = (await Some.LedgerAsync(server, _ledger.Path)).Data("sent").Where(line => line.Text("kind") == "trade").Take(trades.Count);
        Assert.Equal(trades.Select(frame => (frame.Text("trade_id"), frame.Text("price"), frame.Text("size"))), lines.Select(line => (line.Text("id"), line.Text("p"), line.Text("q"))));
    }

    [Fact]
    public async Task Who_does_not_subscribe_within_5_s_is_closed()
    {
        var time = new FakeTime();
        await using var server = await Some.ServerAsync(Coinbase, time);
        using var client = await RawClient.ConnectAsync(server, "/");
        await time.TimersWaiting(1, Some.Cancellation);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("1008", await client.ReceiveAsync(8));
    }

    [Fact]
    public async Task A_quiet_market_still_has_its_heartbeats()
    {
        var time = new FakeTime();
        await using var server = await Some.ServerAsync(Coinbase with { Rate = 0.001 }, time);
        await using var client = await Client.ConnectAsync(server, "/");
        await client.SendAsync("""{"type":"subscribe","product_ids":["BTC-USD"],"channels":["heartbeat"]}""");
        Assert.Contains("subscriptions", await client.ReceiveAsync());
        for (var i = 0; i < 3; i++)
        {
            Assert.Contains("heartbeat", await client.ReceiveAsync());
            await time.TimersWaiting(1, Some.Cancellation);
            time.Advance(TimeSpan.FromSeconds(1.1));
        }
    }

    [Fact]
    public async Task A_real_recording_is_replayed_as_it_was()
    {
        var path = Some.Shared("cryptofeed_COINBASE.ws.28.0_shared.txt", "coinbase");
        await using var server = await Some.ServerAsync(Coinbase with { Symbols = [], Replay = [path], Speed = SimulatorSpeed.Max, Ledger = _ledger.Path });
        Assert.Equal(["BAND-GBP", "CRV-EUR", "NU-GBP", "SKL-BTC", "SKL-USD"], server.Symbols);
        await using var client = await Client.ConnectAsync(server, "/");
        await client.SendAsync($$"""{"type":"subscribe","product_ids":{{JsonSerializer.Serialize(server.Symbols)}},"channels":["level2","ticker","matches","heartbeat"]}""");
        Assert.Contains("subscriptions", await client.ReceiveAsync());
        var recorded = (await File.ReadAllLinesAsync(path, Some.Cancellation)).Where(line => line.Contains(": {\"type\":", StringComparison.Ordinal) && char.IsAsciiDigit(line[0]) && !line.Contains("\"subscriptions\"", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..].Trim()).ToList();
        var played = new List<string>();
        while (played.Count < recorded.Count)
        {
            if (await client.ReceiveAsync() is { } frame && !frame.StartsWith("{\"type\":\"heartbeat\"", StringComparison.Ordinal)) played.Add(frame);
        }

        Assert.Equal(5493, recorded.Count);
        Assert.Equal(recorded, played);
        await server.Ended.WaitAsync(Some.Cancellation);
        Assert.Equal(70, (await Some.LedgerAsync(server, _ledger.Path)).Data("sent").Count(line => line.Text("kind") == "trade"));
    }

    [Fact]
    public async Task Who_comes_in_the_middle_of_a_replay_is_told_how_things_stand()
    {
        var path = Some.Shared("cryptofeed_COINBASE.ws.28.0_shared.txt", "coinbase");
        await using var server = await Some.ServerAsync(Coinbase with { Symbols = ["SKL-USD"], Replay = [path], Speed = SimulatorSpeed.Max, Faults = ["frame=300,conn=0,do=close:1001"] });
        var begun = """{"type":"subscribe","product_ids":["SKL-USD"],"channels":["level2","matches"]}""";
        await using (var first = await Client.ConnectAsync(server, "/"))
        {
            await first.SendAsync(begun);
            await first.ReadToEndAsync();
        }

        await using var second = await Client.ConnectAsync(server, "/");
        await second.SendAsync(begun);
        var frames = await second.ReceiveAsync(3);
        Assert.Contains("subscriptions", frames[0]);
        Assert.Contains(frames, frame => frame.StartsWith("{\"type\":\"snapshot\",\"product_id\":\"SKL-USD\"", StringComparison.Ordinal));
        Assert.Contains(frames, frame => frame.StartsWith("{\"type\":\"last_match\"", StringComparison.Ordinal));
    }

    private static async Task<string> AskAsync(Client client, string text)
    {
        await client.SendAsync(text);
        while (true)
        {
            var answer = (await client.ReceiveAsync())!;
            if (answer.StartsWith("{\"type\":\"error\"", StringComparison.Ordinal) || answer.StartsWith("{\"type\":\"subscriptions\"", StringComparison.Ordinal)) return answer;
        }
    }
}
