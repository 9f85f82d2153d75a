using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using OrleansTicks.Simulator;
using OrleansTicks.Testing;

namespace OrleansTicks.Simulator.Tests;

public sealed class FaultTests : IDisposable
{
    private readonly TempFile _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Close_sends_its_code_after_exactly_so_many_frames()
    {
        var (frames, code, _) = await PlayAsync("frame=50,do=close:1012");
        Assert.Equal((50, 1012), (frames.Count, code));
    }

    [Theory]
    [InlineData("frame=50,do=cut")]
    [InlineData("frame=50,do=close:1006")]
    public async Task Cut_ends_without_a_close_frame(string fault)
    {
        var (frames, code, lines) = await PlayAsync(fault);
        Assert.Null(code);
        Assert.InRange(frames.Count, 0, 50);
        Assert.Equal(50, lines.Data("sent").Count());
        Assert.Equal("fault", lines.Events("close").Single().Text("by"));
    }

    [Fact]
    public async Task Dup_sends_a_frame_twice_and_the_second_is_a_fault()
    {
        var (frames, _, lines) = await PlayAsync("frame=10,do=dup", "frame=200,do=close:1000");
        Assert.Equal(frames[10], frames[11]);
        Assert.Equal(199, frames.Distinct(StringComparer.Ordinal).Count());
        var fault = lines.Data("fault").Single();
        Assert.Equal((11, frames[10].GetHashCode(StringComparison.Ordinal)), (fault.GetProperty("frame").GetInt32(), frames[11].GetHashCode(StringComparison.Ordinal)));
        Assert.Equal(lines.Data("sent").Single(line => line.GetProperty("frame").GetInt32() == 10).Text("id"), fault.Text("id"));
    }

    [Fact]
    public async Task Swap_exchanges_two_frames_and_the_ledger_has_them_as_sent()
    {
        var (plain, _, _) = await PlayAsync("frame=200,do=close:1000");
        var (swapped, _, lines) = await PlayAsync("frame=10,do=swap", "frame=200,do=close:1000");
        Assert.Equal([.. plain[..10], plain[11], plain[10], .. plain[12..]], swapped);
        Assert.Equal(Ids(swapped), lines.Data("sent").Select(line => line.GetProperty("id").GetInt64()));
        Assert.Equal(Enumerable.Range(0, 200), lines.Data("sent").Select(line => line.GetProperty("frame").GetInt32()));
    }

    [Fact]
    public async Task A_swap_of_the_last_frame_still_sends_it()
    {
        var (frames, _, _) = await PlayAsync("frame=379,do=swap", "frame=380,do=close:1000");
        Assert.Equal(380, frames.Count);
    }

    [Fact]
    public async Task Drop_leaves_one_frame_out()
    {
        var (plain, _, _) = await PlayAsync("frame=200,do=close:1000");
        var (dropped, _, lines) = await PlayAsync("frame=10,do=drop", "frame=199,do=close:1000");
        Assert.Equal([.. plain[..10], .. plain[11..200]], dropped);
        Assert.Equal(Ids([plain[10]]).Single(), lines.Data("missed").First().GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task Garbage_stands_in_the_place_of_a_frame()
    {
        var (plain, _, _) = await PlayAsync("frame=200,do=close:1000");
        var (frames, _, lines) = await PlayAsync("frame=10,do=garbage", "frame=200,do=close:1000");
        Assert.ThrowsAny<JsonException>(() => JsonElement.Parse(frames[10]));
        Assert.Equal(plain[11..], frames[11..]);
        Assert.Equal(("garbage", 10), (lines.Data("fault").Single().Text("kind"), lines.Data("fault").Single().GetProperty("frame").GetInt32()));
        Assert.Equal(Ids([plain[10]]).Single(), lines.Data("missed").First().GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task A_fault_of_one_connection_leaves_the_others_alone()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeCryptofeed, null, "frame=5,conn=1,do=close:1001"));
        await using var first = await Client.ConnectAsync(server, "/ws");
        await using var second = await Client.ConnectAsync(server, "/ws");
        await first.SubscribeAsync("alphabtc@aggTrade");
        await second.SubscribeAsync("betabtc@aggTrade");
        Assert.Equal((5, 1001), await CountAsync(second));
        Assert.Equal(30, (await first.ReceiveAsync(30)).Count);
    }

    [Fact]
    public async Task Whoever_leaves_before_the_first_frame_does_not_leave_the_others_asleep()
    {
        var options = Some.Flat(Some.MadeCryptofeed, null, "frame=0,conn=1,do=close:1001") with { PingInterval = TimeSpan.FromHours(1), PongTimeout = TimeSpan.FromHours(1) };
        await using var server = await Some.ServerAsync(options);
        await using var first = await Client.ConnectAsync(server, "/ws");
        await first.SubscribeAsync("alphabtc@aggTrade");
        await using var second = await Client.ConnectAsync(server, "/ws/betabtc@aggTrade");      // begins the replay and is closed at once
        Assert.Equal(30, (await first.ReceiveAsync(30)).Count);
    }

    [Fact]
    public async Task A_fault_of_every_connection_meets_each_at_its_own_frame()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft, null, "frame=50,do=close:1001"));
        for (var i = 0; i < 2; i++)
        {
            await using var client = await Client.ConnectAsync(server, "/ws/madeusdt@trade/madeusdt@bookTicker");
            var (count, code) = await CountAsync(client);
            Assert.True(count == 50 && code == 1001 || server.Counters.Ended, $"{count} {code}");
            if (server.Counters.Ended) return;
        }
    }

    [Fact]
    public async Task Refuse_answers_the_next_handshakes_with_its_status()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft, _ledger.Path, "frame=10,do=close:1001", "frame=10,do=refuse:401:2"));
        await using (var client = await Client.ConnectAsync(server, "/ws/madeusdt@trade")) await client.ReadToEndAsync();
        for (var i = 0; i < 2; i++)
        {
            await using var refused = new Client();
            await Assert.ThrowsAsync<WebSocketException>(() => refused.OpenAsync(server, "/ws"));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.Socket.HttpStatusCode);
        }

        await using var welcome = await Client.ConnectAsync(server, "/ws");
        Assert.Equal((2L, 2L), (server.Counters.Refused, server.Counters.Accepted));
        Assert.Equal(["401", "401"], (await Some.LedgerAsync(server, _ledger.Path)).Events("refused").Select(line => line.Text("status")));
    }

    [Fact]
    public async Task Ban_answers_every_handshake_of_its_time_with_429_and_what_is_left_of_it()
    {
        var time = new FakeTime();
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft, _ledger.Path, "frame=10,do=close:1001", "frame=10,do=ban:20s"), time);
        await using (var client = await Client.ConnectAsync(server, "/ws/madeusdt@trade")) await client.ReadToEndAsync();
        foreach (var (passes, left) in new[] { (TimeSpan.Zero, "20"), (TimeSpan.FromSeconds(4.5), "16"), (TimeSpan.FromSeconds(15.4), "1") })
        {
            time.Advance(passes);
            await using var refused = new Client();
            await Assert.ThrowsAsync<WebSocketException>(() => refused.OpenAsync(server, "/ws"));
            Assert.Equal((HttpStatusCode.TooManyRequests, left), (refused.Socket.HttpStatusCode, refused.Socket.HttpResponseHeaders!["Retry-After"].Single()));
        }

        time.Advance(TimeSpan.FromSeconds(0.1));
        await using var welcome = await Client.ConnectAsync(server, "/ws");
        Assert.Equal(["429", "429", "429"], (await Some.LedgerAsync(server, _ledger.Path)).Events("refused").Select(line => line.Text("status")));
    }

    [Fact]
    public async Task Mute_stops_the_data_but_answers_pings_and_the_rest_is_missed()
    {
        var time = new FakeTime();
        var options = new SimulatorOptions { Symbols = ["AAA"], Rate = 100, Ledger = _ledger.Path, Faults = ["frame=50,do=mute:2s"] };
        await using var server = await Some.ServerAsync(options, time);
        using var client = await RawClient.ConnectAsync(server, "/ws/aaa@trade/aaa@bookTicker");
        await time.TimersWaiting(5, Some.Cancellation);
        time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 50; i++) Assert.Equal(1, (await client.ReceiveAsync()).Opcode);
        await time.TimersWaiting(6, Some.Cancellation);
        await client.SendAsync(9, "still there?");
        Assert.Equal((10, "still there?"), await client.ReceiveAsync());
        time.Advance(TimeSpan.FromSeconds(1.5));
        await client.SendAsync(9, "and now?");
        Assert.Equal((10, "and now?"), await client.ReceiveAsync());
        while (server.Counters.Missed < 100) await Task.Yield();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await client.ReceiveAsync()).Opcode);
        Assert.All((await Some.LedgerAsync(server, _ledger.Path)).Data("missed"), line => Assert.Equal("0", line.Text("conn")));
    }

    [Fact]
    public async Task A_fault_at_a_time_comes_without_any_data()
    {
        var time = new FakeTime();
        await using var server = await Some.ServerAsync(new SimulatorOptions { Symbols = ["AAA"], Rate = 0.001, Faults = ["at=10s,do=close:1013"] }, time);
        await using var client = await Client.ConnectAsync(server, "/ws/aaa@trade");
        await time.TimersWaiting(6, Some.Cancellation);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((0, 1013), await CountAsync(client));
    }

    private static async Task<(int Count, int? Code)> CountAsync(Client client)
    {
        var (messages, code) = await client.ReadToEndAsync();
        return (messages.Count, code);
    }

    private static IEnumerable<long> Ids(IEnumerable<string> frames) =>
        frames.Select(frame => JsonElement.Parse(frame)).Select(frame => (frame.TryGetProperty("t", out var trade) ? trade : frame.GetProperty("u")).GetInt64());

    /// <summary>Plays the small recording flat out to one reader and returns what came, how it ended, and the ledger.</summary>
    private async Task<(List<string> Frames, int? Code, List<JsonElement> Ledger)> PlayAsync(params string[] faults)
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft, _ledger.Path, faults));
        await using var client = await Client.ConnectAsync(server, "/ws/madeusdt@trade/madeusdt@bookTicker");
        var (frames, code) = await client.ReadToEndAsync();
        await server.WhenConnectionsEnded();
        return (frames, code, await Some.LedgerAsync(server, _ledger.Path));
    }
}
