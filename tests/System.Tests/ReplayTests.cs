using System.Text.Json;

namespace OrleansTicks.System.Tests;

/// <summary>Frames that were recorded while they were read give, replayed, what was stored of them: the same rows and the same gaps.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData("binance", "BTCUSDT,ETHUSDT")]
    [InlineData("dhan", "NSE_EQ:1333,NSE_EQ:11536")]
    [InlineData("fyers", "NSE:SBIN-EQ,NSE:TCS-EQ")]
    public async Task What_was_recorded_is_stored_again_as_it_was(string feed, string symbols)
    {
        using var folder = new Folder();
        await using var store = await Rig.StartAsync("sqlite", folder);
        await using var exchange = await Exchange.StartAsync(folder.Root, ["--feed", feed, "--rate", "300", "--symbols", symbols, "--fault", "frame=400,do=cut"]);
        var more = await Tokens.ForAsync(feed, exchange, folder);
        await using var node = await Node.Start(
            ["--feed", feed, "--url", exchange.Url, "--symbols", symbols, "--mode", "quote", "--standby", .. more, "--store", store.Spec, "--data", folder["data"]]).ReadyAsync();
        // Recorded from its first frame: the wish comes before the stream.
        var (exit, output, error) = await TicksProcess.RunAsync(["start", "--symbols", symbols, "--mode", "quote", "--api", node.Address.ToString(), "-o", "json"]);
        Assert.True(exit == 0, error);
        var group = JsonDocument.Parse(output).RootElement.GetProperty("key").GetString()!;
        Assert.Equal(0, (await TicksProcess.RunAsync(["record", "start", group, "--api", node.Address.ToString()])).Exit);
        await node.StreamsAsync("it is recorded", list => list.Streams is [{ Recorded: true }]);
        await TicksProcess.RunAsync(["restart", group, "--api", node.Address.ToString()]);
        await node.TotalsAsync("it was cut and went on", totals => totals.Stored > 900 && totals.Reconnects.Values.Sum() > 0);
        Assert.Equal(0, (await TicksProcess.RunAsync(["record", "stop", group, "--api", node.Address.ToString()])).Exit);
        await node.StreamsAsync("it is recorded no longer", list => list.Streams is [{ Recorded: false }]);
        Assert.Equal(0, await node.StopAsync());
        await exchange.StopAsync();

        var recordings = Path.Combine(folder["data"], "recordings");
        var files = Directory.GetFiles(recordings, "*.frames", SearchOption.AllDirectories);
        var shown = await TicksProcess.RunAsync(["record", "show", files.MaxBy(file => new FileInfo(file).Length)!, "-o", "json"]);
        Assert.True(shown.Exit == 0, shown.Error);
        Assert.True(JsonDocument.Parse(shown.Out).RootElement.GetProperty("frames").GetInt64() > 100, shown.Out);

        var second = new SqliteRig(folder["replayed.db"]);
        var replayed = await TicksProcess.RunAsync(["replay", .. files, "--store", second.Spec, "--data", folder["data2"], "-o", "json"]);
        Assert.True(replayed.Exit == 0, replayed.Out + replayed.Error);
        var summary = JsonDocument.Parse(replayed.Out).RootElement;
        Assert.True(summary.GetProperty("gaps").GetInt64() >= 1, replayed.Out);
        foreach (var symbol in symbols.Split(','))
        {
            var live = (await store.ExportAsync(symbol, "trade")).Select(Cells).ToHashSet();
            var again = (await second.ExportAsync(symbol, "trade")).Select(Cells).ToList();
            Assert.NotEmpty(again);
            Assert.All(again, row => Assert.Contains(row, live));             // time of receipt and all
            // From the first recorded one to the last nothing is left out.
            var (first, last) = (again.Min(row => row.Split(',')[2]), again.Max(row => row.Split(',')[2]));
            Assert.Equal(live.Count(row => string.CompareOrdinal(row.Split(',')[2], first) >= 0 && string.CompareOrdinal(row.Split(',')[2], last) <= 0), again.Count);
        }

        static string Cells(string[] row) => string.Join(',', row);
    }
}
