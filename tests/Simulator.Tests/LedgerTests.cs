using System.Text.Json;
using OrleansTicks.Simulator;

namespace OrleansTicks.Simulator.Tests;

public sealed class LedgerTests : IDisposable
{
    private readonly TempFile _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task The_ledger_is_what_the_client_received()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft, _ledger.Path));
        await using var client = await Client.ConnectAsync(server, "/ws/madeusdt@trade/madeusdt@bookTicker");
        var frames = (await client.ReceiveAsync(380)).ConvertAll(frame => JsonElement.Parse(frame));
        await server.Ended.WaitAsync(Some.Cancellation);
        var lines = (await Some.LedgerAsync(server, _ledger.Path)).Data("sent").ToList();
        Assert.Equal(380, lines.Count);
        foreach (var (line, frame) in lines.Zip(frames))
        {
            var trade = frame.TryGetProperty("t", out var id);
            Assert.Equal(("MADEUSDT", trade ? "trade" : "quote", (trade ? id : frame.GetProperty("u")).ToString(), "0"), (line.Text("symbol"), line.Text("kind"), line.Text("id"), line.Text("conn")));
            Assert.All(trade ? ["p", "q", "T"] : new[] { "b", "B", "a", "A" }, field => Assert.Equal(frame.Text(field), line.Text(field)));
        }

        Assert.Equal(Enumerable.Range(0, 380), lines.Select(line => line.GetProperty("frame").GetInt32()));
    }

    [Fact]
    public async Task Everything_that_arrives_stands_in_the_ledger_of_a_stopped_server()
    {
        var server = await Some.ServerAsync(new SimulatorOptions { SymbolCount = 5, Speed = SimulatorSpeed.Max, Ledger = _ledger.Path });
        await using var client = await Client.ConnectAsync(server, "/stream?streams=" + string.Join('/', server.Symbols.Select(symbol => $"{symbol.ToLowerInvariant()}@trade")));
        var frames = await client.ReceiveAsync(20_000);
        await client.DisposeAsync();
        await server.DisposeAsync();
        var sent = (await Some.LedgerAsync(server, _ledger.Path)).Data("sent").Select(line => (line.Text("symbol"), line.GetProperty("id").GetInt64())).ToList();
        Assert.Equal(frames.ConvertAll(frame => JsonElement.Parse(frame).GetProperty("data")).ConvertAll(data => (data.Text("s"), data.GetProperty("t").GetInt64())), sent.Take(20_000));
        Assert.Equal(server.Counters.Sent, sent.Count);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_closed_and_what_it_was_not_sent_is_missed()
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions { SymbolCount = 5, Speed = SimulatorSpeed.Max, Ledger = _ledger.Path, MaxBacklog = 6 << 20, PingInterval = TimeSpan.FromHours(1) });
        var streams = "/stream?streams=" + string.Join('/', server.Symbols.Select(symbol => $"{symbol.ToLowerInvariant()}@trade"));
        using var stalled = await RawClient.ConnectAsync(server, streams);
        await using (var reading = await Client.ConnectAsync(server, streams))
        {
            while (server.Counters.Open == 2) await reading.ReceiveAsync();
        }

        await server.WhenConnectionsEnded();
        await server.StopAsync(Some.Cancellation);
        var lines = await Some.LedgerAsync(server, _ledger.Path);
        var frames = lines.Where(line => line.TryGetProperty("seq", out _) && line.Text("conn") == "0").ToList();
        Assert.Equal(frames.Select(line => line.GetProperty("seq").GetInt64()).Order(), frames.Select(line => line.GetProperty("seq").GetInt64()));
        var sent = frames.FindIndex(line => line.Text("state") == "missed");
        Assert.Equal(Enumerable.Range(0, sent), frames.Take(sent).Select(line => line.GetProperty("frame").GetInt32()));
        Assert.All(frames[sent..], line => Assert.Equal(("missed", JsonValueKind.Null), (line.Text("state"), line.GetProperty("frame").ValueKind)));
        // Its close may stand behind that of the client that read: both ended at the same time.
        Assert.Contains("too slowly", lines.Events("close").Single(line => line.Text("conn") == "0").Text("why"));
    }

    [Fact]
    public async Task The_life_of_a_connection_stands_between_the_frames()
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.MadeHft, _ledger.Path));
        await using (var client = await Client.ConnectAsync(server, "/ws/madeusdt@trade")) await client.ReceiveAsync(160);
        await server.WhenConnectionsEnded();
        await server.StopAsync(Some.Cancellation);
        var events = (await Some.LedgerAsync(server, _ledger.Path)).Where(line => line.TryGetProperty("event", out _)).Select(line => line.Text("event"));
        Assert.Equal(["start", "open", "subscribe", "begin", "end", "close", "stop"], events);
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_written_is_named()
    {
        var fault = await Assert.ThrowsAsync<SimulatorException>(() => Some.ServerAsync(new SimulatorOptions { Ledger = "/no/such/folder/ledger" }));
        Assert.Contains("/no/such/folder/ledger", fault.Message);
    }
}
