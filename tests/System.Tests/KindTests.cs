namespace OrleansTicks.System.Tests;

/// <summary>Figures of the day and levels of the book, from a venue's wire to both stores: all of them as the simulator says that it sent them.</summary>
public sealed class KindTests
{
    [Theory]
    [InlineData("dhan", "sqlite")]
    [InlineData("dhan", "postgres")]
    [InlineData("fyers", "sqlite")]
    [InlineData("binance", "sqlite")]
    [InlineData("binance", "postgres")]
    public async Task All_that_full_frames_carry_is_stored(string feed, string kind)
    {
        using var folder = new Folder();
        await using var store = await Rig.StartAsync(kind, folder);
        var symbols = feed switch { "dhan" => "NSE_EQ:1333,NSE_FNO:49081", "fyers" => "NSE:SBIN-EQ,NSE:RELIANCE25JULFUT", _ => "BTCUSDT,ETHUSDT" };
        string[] made = feed is "dhan" ? [] : ["--symbols", symbols];
        await using var exchange = await Exchange.StartAsync(folder.Root, ["--feed", feed, "--rate", "200", .. made]);
        string[] more = feed is "binance" ? ["--candles", "1s,1m"] : await Tokens.ForAsync(feed, exchange, folder);
        await using var node = await Node.Start(["--feed", feed, "--url", exchange.Url, "--symbols", symbols, "--mode", "full", .. more, "--store", store.Spec, "--data", folder["data"]]).ReadyAsync();
        await node.TotalsAsync("rows of every kind are stored", totals => totals.Stored > 2_000);
        await exchange.StopAsync();
        await node.StreamsAsync("it lost its venue", list => list.Streams.All(stream => !stream.Connected));
        Assert.Equal(0, await node.StopAsync());

        var verdict = await store.CheckAsync(exchange.LedgerPath);
        verdict.MustBeOk();
        foreach (var symbol in symbols.Split(','))
        {
            Assert.Contains(await RowsAsync(store, symbol, "day", "id,time,received,figure,value"), row => row[3] == (feed is "binance" ? "turnover" : "volume"));
            var levels = await RowsAsync(store, symbol, "depth", "id,time,received,side,level,price,size,orders");
            if (feed is "binance")
                Assert.Contains(await RowsAsync(store, symbol, "candle", "time,received,interval,open,high,low,close,volume,closed"), row => row is [_, _, "1s", .., "true"]);
            Assert.Equal(10, levels.Select(row => (row[3], row[4])).Distinct().Count());
        }
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_recorded_book_is_stored_to_its_last_difference(string kind)
    {
        Assert.SkipWhen(Recordings.Find("hftbacktest_spot_btcusdt_20240808.gz") is null, "the recordings are not at hand");
        using var folder = new Folder();
        await using var store = await Rig.StartAsync(kind, folder);
        await using var exchange = await Exchange.StartAsync(folder.Root, ["--replay", Recordings.Find("hftbacktest_spot_btcusdt_20240808.gz")!, "--speed", "max"]);
        await using var node = Node.Start([.. store.Record(folder, exchange.Url, "BTCUSDT").Select(word => word == "quote" ? "full" : word), "--depth", "updates"]);
        await exchange.EndedAsync();
        await node.TotalsAsync("everything is stored", totals => totals.Stored == 28_040 + 9_757 + 124_090);
        Assert.Equal(0, await node.StopAsync());
        await exchange.StopAsync();
        (await store.CheckAsync(exchange.LedgerPath)).MustBeOk();
        var changes = await RowsAsync(store, "BTCUSDT", "depth", "id,time,received,side,level,price,size,orders");
        Assert.Equal((124_090, 3_451), (changes.Count, changes.Select(row => row[1]).Distinct().Count()));
        Assert.All(changes, row => Assert.Equal("", row[4]));
    }

    private static async Task<IReadOnlyList<string[]>> RowsAsync(IStoreRig store, string symbol, string kind, string heading)
    {
        var (exit, output, error) = await TicksProcess.RunAsync(["export", symbol, "--kind", kind, "--store", store.Spec]);
        Assert.True(exit == 0, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(heading, lines[0]);
        return [.. lines.Skip(1).Select(line => line.Split(','))];
    }
}
