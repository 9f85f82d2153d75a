using System.Text.Json;
using OrleansTicks.Simulator;
using OrleansTicks.Testing;

namespace OrleansTicks.Simulator.Tests;

public class ReplayTests
{
    private static readonly string[] Both = ["madeusdt@trade", "madeusdt@bookTicker"];

    [Fact]
    public async Task All_subscribed_frames_come_once_and_in_order()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft));
        await using var client = await Client.ConnectAsync(server, "/ws");
        await client.SubscribeAsync(Both);
        var frames = (await client.ReceiveAsync(380)).ConvertAll(frame => JsonElement.Parse(frame));
        Assert.Equal(Enumerable.Range(5001, 160), frames.Where(frame => frame.TryGetProperty("t", out _)).Select(frame => frame.GetProperty("t").GetInt32()));
        var updates = frames.Where(frame => frame.TryGetProperty("u", out _)).Select(frame => frame.GetProperty("u").GetInt64()).ToList();
        Assert.Equal(220, updates.Count);
        Assert.Equal(updates.Order(), updates);
        await server.Ended.WaitAsync(Some.Cancellation);
        Assert.Equal((380L, 0L, true), (server.Counters.Sent, server.Counters.Missed, server.Counters.Ended));
    }

    [Fact]
    public async Task The_other_format_plays_alike()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeCryptofeed));
        Assert.Equal(["ALPHABTC", "BETABTC"], server.Symbols);
        await using var client = await Client.ConnectAsync(server, "/ws");
        await client.SubscribeAsync("alphabtc@aggTrade", "alphabtc@bookTicker", "betabtc@aggTrade", "betabtc@bookTicker", "alphabtc@kline_1m", "betabtc@kline_1m");
        var frames = (await client.ReceiveAsync(186)).ConvertAll(frame => JsonElement.Parse(frame));
        Assert.Equal(6, frames.Count(frame => frame.TryGetProperty("k", out _)));
        var trades = frames.Where(frame => frame.TryGetProperty("f", out _)).Select(frame => (frame.Text("s"), frame.GetProperty("a").GetInt32())).ToList();
        Assert.Equal(Enumerable.Range(101, 30), trades.Where(trade => trade.Item1 == "BETABTC").Select(trade => trade.Item2));
        Assert.Equal(60, trades.Count);
    }

    [Fact]
    public async Task It_begins_when_the_connections_together_cover_its_symbols()
    {
        using var ledger = new TempFile();
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeCryptofeed, ledger.Path));
        await using var first = await Client.ConnectAsync(server, "/ws");
        await first.SubscribeAsync("alphabtc@aggTrade");
        Assert.False(server.Counters.Begun);
        await using var second = await Client.ConnectAsync(server, "/ws");
        await second.SubscribeAsync("betabtc@aggTrade");
        Assert.True(server.Counters.Begun);
        Assert.All(await first.ReceiveAsync(30), frame => Assert.Contains("ALPHABTC", frame));
        Assert.All(await second.ReceiveAsync(30), frame => Assert.Contains("BETABTC", frame));
        await server.Ended.WaitAsync(Some.Cancellation);
        var lines = await Some.LedgerAsync(server, ledger.Path);
        Assert.Equal(60, lines.Count(line => line.TryGetProperty("state", out _)));       // quotes were nobody's wish
        Assert.Single(lines.Events("begin"));
        Assert.Single(lines.Events("end"));
    }

    [Fact]
    public async Task Each_recording_begins_by_itself()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeCryptofeed) with { Replay = [Some.MadeHft, Some.MadeCryptofeed] });
        await using var client = await Client.ConnectAsync(server, "/ws");
        await client.SubscribeAsync(Both);
        await client.ReceiveAsync(380);
        Assert.False(server.Counters.Ended);
        await client.SubscribeAsync("alphabtc@aggTrade", "betabtc@aggTrade");
        await client.ReceiveAsync(60);
        await server.Ended.WaitAsync(Some.Cancellation);
    }

    [Fact]
    public async Task Recordings_that_begin_together_are_merged_by_time()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeCryptofeed) with { Replay = [Some.MadeHft, Some.MadeCryptofeed] });
        await using var client = await Client.ConnectAsync(server, "/ws");
        await client.SubscribeAsync("madeusdt@trade", "alphabtc@aggTrade", "betabtc@aggTrade");
        var times = (await client.ReceiveAsync(220)).ConvertAll(frame => JsonElement.Parse(frame).GetProperty("T").GetInt64());
        Assert.Equal(times.Order(), times);                  // in both files T is the time of receipt
    }

    [Fact]
    public async Task Symbols_restrict_a_replay()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeCryptofeed) with { Symbols = ["BETABTC"] });
        await using var client = await Client.ConnectAsync(server, "/ws");
        await client.SubscribeAsync("betabtc@aggTrade", "alphabtc@aggTrade");
        Assert.All(await client.ReceiveAsync(30), frame => Assert.Contains("BETABTC", frame));
        await server.Ended.WaitAsync(Some.Cancellation);
        Assert.Equal(30, server.Counters.Sent);
    }

    [Fact]
    public async Task A_timed_replay_follows_the_clock()
    {
        var time = new FakeTime();
        using var ledger = new TempFile();
        await using var server = await Some.ServerAsync(new SimulatorOptions { Replay = [Some.MadeHft], Speed = SimulatorSpeed.Parse("2"), Ledger = ledger.Path }, time);
        await using var client = await Client.ConnectAsync(server, "/ws");
        await client.SubscribeAsync(Both);
        await time.TimersWaiting(5, Some.Cancellation);
        time.Advance(TimeSpan.FromSeconds(1));
        await time.TimersWaiting(5, Some.Cancellation);
        var early = server.Counters.Sent + 0;
        for (var i = 0; i < 30; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await client.ReceiveAsync(380);
        await server.Ended.WaitAsync(Some.Cancellation);
        Assert.True(early < 380);
        var lines = await Some.LedgerAsync(server, ledger.Path);
        var (begin, end) = (lines.Events("begin").Single().GetProperty("at_ns").GetInt64(), lines.Events("end").Single().GetProperty("at_ns").GetInt64());
        Assert.InRange((end - begin) / 1e9, 7.5 / 2, 40);
    }

    [Fact]
    public async Task While_nobody_is_connected_a_timed_replay_runs_on_and_is_missed()
    {
        var time = new FakeTime();
        using var ledger = new TempFile();
        await using var server = await Some.ServerAsync(new SimulatorOptions { Replay = [Some.MadeHft], Ledger = ledger.Path }, time);
        var client = await Client.ConnectAsync(server, "/ws");
        await client.SubscribeAsync("madeusdt@trade");
        await time.TimersWaiting(5, Some.Cancellation);
        client.Socket.Abort();
        await server.WhenConnectionsEnded();
        while (!server.Counters.Ended)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var lines = await Some.LedgerAsync(server, ledger.Path);
        var missed = lines.Data("missed").ToList();
        Assert.Equal(160, missed.Count + lines.Data("sent").Count());
        Assert.True(missed.Count > 150);
        Assert.All(missed, line => Assert.Equal("trade", line.Text("kind")));
    }

    [Fact]
    public async Task While_nobody_is_connected_a_flat_out_replay_goes_on_at_its_average_rate()
    {
        var time = new FakeTime();
        using var ledger = new TempFile();
        var options = Some.Flat(Some.MadeHft, ledger.Path, "frame=100,do=cut");
        await using var server = await Some.ServerAsync(options, time);
        await using (var client = await Client.ConnectAsync(server, "/ws"))
        {
            await client.SubscribeAsync(Both);
            await client.ReadToEndAsync();
        }

        await server.WhenConnectionsEnded();
        Assert.False(server.Counters.Ended);
        var before = server.Counters.Missed;
        while (!server.Counters.Ended)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.True(before < 280);
        Assert.Equal((100L, 280L), (server.Counters.Sent, server.Counters.Missed));
        var lines = await Some.LedgerAsync(server, ledger.Path);
        Assert.Equal(Enumerable.Range(0, 100), lines.Data("sent").Select(line => line.GetProperty("frame").GetInt32()));
        Assert.Contains(lines.Data("missed"), line => line.GetProperty("conn").ValueKind == JsonValueKind.Null);
        Assert.Equal(lines.Where(line => line.TryGetProperty("seq", out _)).Select(line => line.GetProperty("seq").GetInt64()).Order(),
            lines.Where(line => line.TryGetProperty("seq", out _)).Select(line => line.GetProperty("seq").GetInt64()));
    }

    [Fact]
    public async Task After_the_end_a_reconnect_replays_nothing()
    {
        var time = new FakeTime();
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft), time);
        await using (var client = await Client.ConnectAsync(server, "/ws"))
        {
            await client.SubscribeAsync(Both);
            await client.ReceiveAsync(380);
            await server.Ended.WaitAsync(Some.Cancellation);
        }

        await server.WhenConnectionsEnded();
        using var again = await RawClient.ConnectAsync(server, "/ws/madeusdt@trade");
        await time.TimersWaiting(4, Some.Cancellation);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(9, (await again.ReceiveAsync()).Opcode);                     // alive, and the first thing it says is a ping
        Assert.Equal(380, server.Counters.Sent);
    }

    [Fact]
    public async Task A_reconnect_goes_on_where_the_market_is()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft, null, "frame=100,conn=0,do=close:1001"));
        await using var first = await Client.ConnectAsync(server, "/ws");
        await first.SubscribeAsync(Both);
        var (messages, code) = await first.ReadToEndAsync();
        Assert.Equal((100, 1001), (messages.Count, code));
        await using var second = await Client.ConnectAsync(server, "/ws");
        await second.SubscribeAsync(Both);
        await server.Ended.WaitAsync(Some.Cancellation);
        Assert.Equal(380, server.Counters.Sent + server.Counters.Missed);
        Assert.Equal(server.Counters.Sent - 100, (await second.ReceiveAsync((int)server.Counters.Sent - 100)).Count);
    }

    [Fact]
    public async Task What_was_unsubscribed_comes_no_more_and_is_not_missed()
    {
        var time = new FakeTime();
        await using var server = await Some.ServerAsync(new SimulatorOptions { Symbols = ["AAA"], Rate = 100 }, time);
        await using var client = await Client.ConnectAsync(server, "/ws");
        await client.SubscribeAsync("aaa@trade", "aaa@bookTicker");
        await client.AskAsync("""{"method":"UNSUBSCRIBE","params":["aaa@trade"],"id":7}""");
        await time.TimersWaiting(5, Some.Cancellation);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.All(await client.ReceiveAsync(30), frame => Assert.DoesNotContain("trade", frame));
        Assert.Equal(0, server.Counters.Missed);
    }

    [Fact]
    public async Task A_stalled_connection_does_not_hold_up_the_others()
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions { SymbolCount = 20, Speed = SimulatorSpeed.Max });
        var streams = "/stream?streams=" + string.Join('/', server.Symbols.Select(symbol => $"{symbol.ToLowerInvariant()}@trade"));
        using var stalled = await RawClient.ConnectAsync(server, streams);
        await using var reading = await Client.ConnectAsync(server, streams);
        Assert.Equal(100_000, (await reading.ReceiveAsync(100_000)).Count);
    }

    [Fact]
    public async Task A_thousand_connections_are_served()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft));
        var clients = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => RawClient.ConnectAsync(server, "/ws")));
        foreach (var client in clients[1..]) await client.SendAsync(1, """{"method":"SUBSCRIBE","params":["silent@trade"],"id":1}""");
        foreach (var client in clients[1..]) Assert.Equal((1, """{"result":null,"id":1}"""), await client.ReceiveAsync());
        await clients[0].SendAsync(1, """{"method":"SUBSCRIBE","params":["madeusdt@trade"],"id":1}""");
        await server.Ended.WaitAsync(Some.Cancellation);
        Assert.Equal((1000, 160L), (server.Counters.Open, server.Counters.Sent));
        foreach (var client in clients) client.Dispose();
    }
}
