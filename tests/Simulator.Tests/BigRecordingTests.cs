using System.Text.Json;
using OrleansTicks.Simulator;

namespace OrleansTicks.Simulator.Tests;

public class BigRecordingTests
{
    private static readonly string[] Streams = ["btcusdt@trade", "btcusdt@bookTicker", "ethusdt@trade", "ethusdt@bookTicker"];

    [Fact]
    public async Task The_recordings_of_bitcoin_and_ether_come_whole_and_in_order()
    {
        string[] files = [Some.Shared("hftbacktest_spot_btcusdt_20240808.gz"), Some.Shared("hftbacktest_spot_ethusdt_20240808.gz")];
        using var ledger = new TempFile();
        await using var server = await Some.ServerAsync(new SimulatorOptions { Replay = files, Speed = SimulatorSpeed.Max, Ledger = ledger.Path });
        await using var client = await Client.ConnectAsync(server, "/stream");
        await client.SubscribeAsync(Streams);
        var frames = (await client.ReceiveAsync(67_980)).ConvertAll(frame => JsonElement.Parse(frame));
        Assert.Equal([9_757, 28_040, 6_106, 24_077], Streams.Select(stream => frames.Count(frame => frame.Text("stream") == stream)));
        Assert.Equal([212.03315m, 2261.3149m], new[] { Streams[0], Streams[2] }.Select(stream => Trades(frames, stream).Sum(trade => decimal.Parse(trade.Text("q")))));
        Assert.Equal([3_735_683_259, 1_520_538_925], new[] { Streams[0], Streams[2] }.Select(stream => Trades(frames, stream).First().GetProperty("t").GetInt64()));
        Assert.All(new[] { Streams[0], Streams[2] }, stream => Assert.All(Trades(frames, stream).Zip(Trades(frames, stream).Skip(1)), pair =>
            Assert.Equal(pair.First.GetProperty("t").GetInt64() + 1, pair.Second.GetProperty("t").GetInt64())));
        await server.Ended.WaitAsync(Some.Cancellation);
        await server.FlushLedgerAsync();
        Assert.Equal(67_980, (await Some.LedgerAsync(server, ledger.Path)).Data("sent").Count());
    }

    [Theory]
    [InlineData("cryptofeed_BINANCE.ws.1.0.txt", 84, 2)]
    [InlineData("cryptofeed_BINANCE_TR.ws.1.0.txt", 47, 0)]
    public async Task The_recordings_of_thin_pairs_come_whole(string file, int quotes, int trades)
    {
        await using var server = await Some.ServerAsync(Some.Flat(Some.Shared(file)));
        await using var client = await Client.ConnectAsync(server, "/ws");
        await client.SubscribeAsync([.. server.Symbols.SelectMany(symbol => new[] { $"{symbol.ToLowerInvariant()}@aggTrade", $"{symbol.ToLowerInvariant()}@bookTicker" })]);
        var frames = (await client.ReceiveAsync(quotes + trades)).ConvertAll(frame => JsonElement.Parse(frame));
        Assert.Equal((quotes, trades), (frames.Count(frame => frame.TryGetProperty("u", out _)), frames.Count(frame => frame.TryGetProperty("p", out _))));
        await server.Ended.WaitAsync(Some.Cancellation);
    }

    private static IEnumerable<JsonElement> Trades(List<JsonElement> frames, string stream) => frames.Where(frame => frame.Text("stream") == stream).Select(frame => frame.GetProperty("data"));
}
