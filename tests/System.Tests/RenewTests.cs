namespace OrleansTicks.System.Tests;

/// <summary>Connections that are replaced by age, again and again, while ticks come: nothing is lost, nothing is stored twice, no gap.</summary>
public sealed class RenewTests
{
    [Theory]
    [InlineData("binance", "BTCUSDT,ETHUSDT")]
    [InlineData("coinbase", "BTC-USD,ETH-USD")]
    public async Task Nothing_is_lost_when_a_connection_is_replaced(string feed, string symbols)
    {
        using var folder = new Folder();
        await using var store = await Rig.StartAsync("sqlite", folder);
        await using var exchange = await Exchange.StartAsync(folder.Root, ["--feed", feed, "--rate", "500", "--symbols", symbols]);
        await using var node = await Node.Start(
            ["--feed", feed, "--url", exchange.Url, "--symbols", symbols, "--mode", "quote", "--planned-age", "10s", "--store", store.Spec, "--data", folder["data"]]).ReadyAsync();
        await node.Process.LineAsync("that it was replaced", line => line.Contains("overlapped", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        var stored = (await node.TotalsAsync()).Stored;
        await node.TotalsAsync("it goes on", totals => totals.Stored > stored + 500);
        await exchange.StopAsync();
        await node.StreamsAsync("it lost its venue", list => list.Streams.All(stream => !stream.Connected));
        Assert.Equal(0, await node.StopAsync());
        var verdict = await store.CheckAsync(exchange.LedgerPath);
        verdict.MustBeOk();
        Assert.Equal((0, 0, 0), (verdict.InGaps, verdict.Missing, verdict.Duplicated));
        Assert.True(Ledger.Read(exchange.LedgerPath).Entries.Where(entry => entry.State == "sent").Select(entry => entry.Connection).Distinct().Count() >= 2);
    }
}
