namespace OrleansTicks.System.Tests;

/// <summary>Lists that are changed while they are read, on each venue's wire: the exchange's ledger knows one connection and every frame that it sent.</summary>
public sealed class EditTests
{
    [Theory]
    [InlineData("binance", "BTCUSDT", "ETHUSDT", "SOLUSDT")]
    [InlineData("coinbase", "BTC-USD", "ETH-USD", "SOL-USD")]
    [InlineData("kraken", "BTC/USD", "ETH/USD", "SOL/USD")]
    [InlineData("dhan", "NSE_EQ:1333", "NSE_EQ:11536", "NSE_EQ:2885")]
    [InlineData("fyers", "NSE:SBIN-EQ", "NSE:TCS-EQ", "NSE:INFY-EQ")]
    public async Task The_open_connection_is_told_the_difference(string feed, string stays, string goes, string comes)
    {
        using var folder = new Folder();
        await using var store = await Rig.StartAsync("sqlite", folder);
        await using var exchange = await Exchange.StartAsync(folder.Root, ["--feed", feed, "--rate", "300", "--symbols", $"{stays},{goes},{comes}"]);
        var more = await Tokens.ForAsync(feed, exchange, folder);
        await using var node = await Node.Start(
            ["--feed", feed, "--url", exchange.Url, "--symbols", $"{stays},{goes}", "--mode", "quote", .. more, "--store", store.Spec, "--data", folder["data"]]).ReadyAsync();
        var group = (await node.StreamsAsync("both have data", list => list.Streams is [{ SymbolsWithData: 2 }])).Streams[0].Group;

        Assert.Contains("carries", await SymbolsAsync(node, 0, "add", group, comes), StringComparison.Ordinal);
        await node.StreamsAsync("the new one has data", list => list.Streams is [{ Symbols: 3, SymbolsWithData: 3 }]);
        Assert.Contains("no longer", await SymbolsAsync(node, 0, "remove", group, goes), StringComparison.Ordinal);
        await node.StreamsAsync("the old one is gone", list => list.Streams is [{ Symbols: 2, SymbolsWithData: 2 }]);
        var list = await SymbolsAsync(node, 0, "list", group);
        Assert.Equal((true, false, true), (list.Contains(stays, StringComparison.Ordinal), list.Contains(goes, StringComparison.Ordinal), list.Contains(comes, StringComparison.Ordinal)));
        Assert.Contains("is not carried by", await SymbolsAsync(node, 4, "remove", group, goes), StringComparison.Ordinal);

        var before = (await store.KeysAsync([goes])).Count;
        var stored = (await node.TotalsAsync()).Stored;
        await node.TotalsAsync("the others go on", totals => totals.Stored > stored + 200);
        await exchange.StopAsync();
        await node.StreamsAsync("it lost its venue", streams => streams.Streams.All(stream => !stream.Connected));
        Assert.Equal(0, await node.StopAsync());
        Assert.Equal(before, (await store.KeysAsync([goes])).Count);
        var verdict = await store.CheckAsync(exchange.LedgerPath);
        verdict.MustBeOk();
        Assert.Equal(0, verdict.InGaps);
        Assert.Single(Ledger.Read(exchange.LedgerPath).Entries.Where(entry => entry.State == "sent").Select(entry => entry.Connection).Distinct());
    }

    private static async Task<string> SymbolsAsync(Node node, int exit, params string[] arguments)
    {
        var (ended, output, error) = await TicksProcess.RunAsync(["symbols", .. arguments, "--api", node.Address.ToString()]);
        Assert.True(ended == exit, $"it ended with {ended}: {output}{error}");
        return output + error;
    }
}
