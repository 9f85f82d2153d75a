using System.Text.Json;
using OrleansTicks.Simulator;
using OrleansTicks.Testing;

namespace OrleansTicks.Simulator.Tests;

public sealed class KrakenTests : IDisposable
{
    private const string Recording = "python-kraken-sdk_v2_book10_BTCUSD_shared.jsonl";
    private static readonly SimulatorOptions Kraken = new() { Feed = "kraken", Symbols = ["BTC/USD", "ETH/USD"], Rate = 2000 };
    private readonly TempFile _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void The_checksum_is_crc_32() => Assert.Equal(0xcbf43926, KrakenCrc.Of("123456789"u8));

    [Fact]
    public async Task The_status_comes_first_and_each_symbol_has_its_answer()
    {
        await using var server = await Some.ServerAsync(Kraken with { Rate = 0.001 });
        await using var client = await Client.ConnectAsync(server, "/v2");
        var status = JsonElement.Parse((await client.ReceiveAsync())!);
        Assert.Equal(("status", "online", "v2"), (status.Text("channel"), status.GetProperty("data")[0].Text("system"), status.GetProperty("data")[0].Text("api_version")));
        Assert.True(status.GetProperty("data")[0].GetProperty("connection_id").GetUInt64() > long.MaxValue);
        await client.SendAsync("""{"method":"subscribe","params":{"channel":"trade","symbol":["BTC/USD","XBT/USD","ETH/USD"]},"req_id":7}""");
        var answers = (await client.ReceiveAsync(3)).ConvertAll(text => JsonElement.Parse(text));
        Assert.Equal(["True", "False", "True"], answers.Select(answer => answer.Text("success")));
        Assert.All(answers, answer => Assert.Equal("7", answer.Text("req_id")));
        Assert.Equal(("trade", "BTC/USD"), (answers[0].GetProperty("result").Text("channel"), answers[0].GetProperty("result").Text("symbol")));
        Assert.Equal(("Currency pair not supported XBT/USD", "XBT/USD"), (answers[1].Text("error"), answers[1].Text("symbol")));
        await client.SendAsync("""{"method":"ping","req_id":101}""");
        Assert.StartsWith("""{"method":"pong","req_id":101,"time_in":""", await client.ReceiveAsync());
        await client.SendAsync("nonsense");
        Assert.Contains("\"success\":false", await client.ReceiveAsync());
        await client.SendAsync("""{"method":"unsubscribe","params":{"channel":"trade","symbol":["BTC/USD"]}}""");
        Assert.StartsWith("""{"method":"unsubscribe","result":{"channel":"trade",""", await client.ReceiveAsync());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(25)]
    public async Task A_book_is_what_its_checksum_says(int depth)
    {
        await using var server = await Some.ServerAsync(Kraken);
        await using var client = await SubscribedAsync(server, "book", depth);
        var book = new KrakenBook(1, 8);
        for (var i = 0; i < 2000; i++)
        {
            var frame = JsonElement.Parse((await client.ReceiveAsync())!);
            Assert.Equal(i == 0 ? "snapshot" : "update", frame.Text("type"));
            Apply(book, frame, depth);
            Assert.Equal(frame.GetProperty("data")[0].GetProperty("checksum").GetUInt32(), book.Checksum());
        }

        Assert.True(book.Side(bids: true).First().Key < book.Side(bids: false).First().Key);
    }

    [Fact]
    public async Task Numbers_keep_their_trailing_zeros()
    {
        await using var server = await Some.ServerAsync(Kraken);
        await using var client = await SubscribedAsync(server, "ticker");
        for (var i = 0; i < 50; i++)
        {
            var data = JsonElement.Parse((await client.ReceiveAsync())!).GetProperty("data")[0];
            Assert.Matches(@"^\d+\.\d$", data.GetProperty("bid").GetRawText());
            Assert.Matches(@"^\d+\.\d{8}$", data.GetProperty("bid_qty").GetRawText());
        }
    }

    [Fact]
    public async Task Trades_may_share_a_message_and_have_no_hole()
    {
        await using var server = await Some.ServerAsync(Kraken with { Symbols = ["BTC/USD"], Rate = 100_000, Ledger = _ledger.Path });
        await using var client = await SubscribedAsync(server, "trade");
        var (trades, shared) = (new List<JsonElement>(), 0);
        while (shared == 0 || trades.Count < 1000)
        {
            var frame = JsonElement.Parse((await client.ReceiveAsync())!);
            if (frame.Text("channel") != "trade") continue;
            if (frame.GetProperty("data").GetArrayLength() > 1) shared++;
            trades.AddRange(frame.GetProperty("data").EnumerateArray());
        }

        Assert.All(trades.Zip(trades.Skip(1)), pair => Assert.Equal(pair.First.GetProperty("trade_id").GetInt64() + 1, pair.Second.GetProperty("trade_id").GetInt64()));
        var lines = (await Some.LedgerAsync(server, _ledger.Path)).Data("sent").Take(trades.Count);
        Assert.Equal(
            trades.Select(trade => (trade.Text("trade_id"), trade.GetProperty("price").GetRawText(), trade.GetProperty("qty").GetRawText())),
            lines.Select(line => (line.Text("id"), line.Text("p"), line.Text("q"))));
    }

    [Fact]
    public async Task A_second_of_nothing_is_a_heartbeat()
    {
        var time = new FakeTime();
        await using var server = await Some.ServerAsync(Kraken with { Rate = 0.001 }, time);
        await using var client = await SubscribedAsync(server, "trade");
        for (var i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("""{"channel":"heartbeat"}""", await client.ReceiveAsync());
        }
    }

    [Fact]
    public async Task A_real_book_is_replayed_with_the_zeros_it_had()
    {
        await using var server = await Some.ServerAsync(Kraken with { Symbols = [], Replay = [Some.Shared(Recording, "kraken")], Speed = SimulatorSpeed.Max });
        Assert.Equal(["BTC/USD"], server.Symbols);
        await using var client = await SubscribedAsync(server, "book");
        var book = new KrakenBook(1, 8);
        for (var i = 0; i < 330; i++)
        {
            var frame = JsonElement.Parse((await client.ReceiveAsync())!);
            if (i == 0) Assert.Equal(2785033588, frame.GetProperty("data")[0].GetProperty("checksum").GetUInt32());
            Assert.All(frame.GetProperty("data")[0].GetProperty("asks").EnumerateArray(), level => Assert.Matches(@"^\d+\.\d{8}$", level.GetProperty("qty").GetRawText()));
            Apply(book, frame, 10);
            Assert.Equal(frame.GetProperty("data")[0].GetProperty("checksum").GetUInt32(), book.Checksum());
        }
    }

    [Fact]
    public async Task Who_comes_back_into_a_replay_has_a_whole_book()
    {
        var options = Kraken with { Symbols = [], Replay = [Some.Shared(Recording, "kraken")], Speed = SimulatorSpeed.Max, Faults = ["frame=100,conn=0,do=cut"] };
        await using var server = await Some.ServerAsync(options);
        await using (var first = await SubscribedAsync(server, "book")) await first.ReadToEndAsync();
        await using var second = await SubscribedAsync(server, "book");
        var book = new KrakenBook(1, 8);
        for (var i = 0; i < 20; i++)
        {
            var frame = JsonElement.Parse((await second.ReceiveAsync())!);
            if (i == 0) Assert.Equal("snapshot", frame.Text("type"));
            if (frame.Text("channel") == "heartbeat") continue;
            Apply(book, frame, 10);
            Assert.Equal(frame.GetProperty("data")[0].GetProperty("checksum").GetUInt32(), book.Checksum());
        }
    }

    private static void Apply(KrakenBook book, JsonElement frame, int depth)
    {
        foreach (var (side, bids) in new[] { ("bids", true), ("asks", false) })
        {
            foreach (var level in frame.GetProperty("data")[0].GetProperty(side).EnumerateArray())
                book.Set(bids, level.GetProperty("price").GetDecimal(), level.GetProperty("qty").GetDecimal());
        }

        book.Trim(depth);
    }

    /// <summary>Connected and subscribed to BTC/USD; status and answer are read.</summary>
    private static async Task<Client> SubscribedAsync(SimulatorServer server, string channel, int depth = 10)
    {
        var client = await Client.ConnectAsync(server, "/v2");
        await client.ReceiveAsync();
        var further = channel == "book" ? $",\"depth\":{depth}" : "";
        await client.SendAsync($$$"""{"method":"subscribe","params":{"channel":"{{{channel}}}","symbol":["BTC/USD"]{{{further}}}}}""");
        Assert.Contains("\"success\":true", await client.ReceiveAsync());
        return client;
    }
}
