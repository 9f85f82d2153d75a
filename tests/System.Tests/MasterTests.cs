using System.Net;
using System.Text;

namespace OrleansTicks.System.Tests;

/// <summary>A venue's list of instruments, from its import to streams that carry what it means.</summary>
public sealed class MasterTests
{
    private static readonly string Heading = "SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME,SEM_TRADING_SYMBOL,SEM_LOT_UNITS,SEM_EXPIRY_DATE,SEM_STRIKE_PRICE,SEM_OPTION_TYPE,SEM_TICK_SIZE,SEM_SERIES\n";

    [Fact]
    public async Task Names_are_asked_for_by_the_venue_s_numbers_and_stored_as_names_and_what_expired_leaves()
    {
        using var folder = new Folder();
        var today = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromMinutes(330)).Date;
        await File.WriteAllTextAsync(folder["list.csv"], Heading
            + "NSE,E,1333,EQUITY,HDFCBANK,1,,,,5,EQ\nNSE,E,11536,EQUITY,TCS,1,,,,5,EQ\nBSE,E,532540,EQUITY,TCS,1,,,,5,A\n"
            + $"NSE,D,49081,FUTSTK,TCS-X-FUT,175,{today.AddDays(20):yyyy-MM-dd} 14:30:00,,,5,\nNSE,D,49082,FUTSTK,TCS-Y-FUT,175,{today.AddDays(-3):yyyy-MM-dd} 14:30:00,,,5,\n");
        var imported = await TicksProcess.RunAsync(["instruments", "import", "dhan", folder["list.csv"], "--data", folder["data"]]);
        Assert.True(imported.Exit == 0, imported.Error);
        Assert.Contains("5 instruments", imported.Out, StringComparison.Ordinal);
        var shown = await TicksProcess.RunAsync(["instruments", "show", "TCS-FUT-1", "--data", folder["data"]]);
        Assert.Contains("NSE_FNO:49081", shown.Out, StringComparison.Ordinal);
        Assert.Equal(2, (await TicksProcess.RunAsync(["instruments", "show", "TCS", "--data", folder["data"]])).Exit);
        var expired = (await TicksProcess.RunAsync(["instruments", "search", "TCS", "FUT", "--data", folder["data"], "--limit", "1"])).Out.Split(' ')[0];

        await using var exchange = await Exchange.StartAsync(folder.Root, ["--feed", "dhan", "--symbols", "NSE_EQ:1333,NSE_FNO:49081,NSE_FNO:49082", "--rate", "200"]);
        await Tokens.ForAsync("dhan", exchange, folder);
        string[] up = ["--feed", "dhan", "--url", exchange.Url, "--mode", "quote", "--store", $"sqlite:{folder["ticks.db"]}", "--data", folder["data"]];
        await using var refused = TicksProcess.Start(["up", "--symbols", "TCS", "--listen", "http://127.0.0.1:0", .. up]);
        Assert.Equal(2, await refused.ExitAsync());
        Assert.Contains("TCS may be", refused.Tail, StringComparison.Ordinal);

        await using var node = await Node.Start([.. up, "--symbols", $"HDFCBANK,TCS-FUT-1,{expired}"]).ReadyAsync();
        await node.StreamsAsync("what lives has data, and what expired has left", list => list.Streams is [{ Symbols: 2, SymbolsWithData: 2 }]);
        Assert.Equal(0, await node.StopAsync());
        var export = await TicksProcess.RunAsync(["export", "NSE:HDFCBANK", "--kind", "trade", "--store", $"sqlite:{folder["ticks.db"]}"]);
        Assert.True(export.Exit == 0 && export.Out.Split('\n').Length > 5, export.Out + export.Error);
    }

    [Fact]
    public async Task A_list_that_is_fetched_and_broken_leaves_the_one_before()
    {
        using var folder = new Folder();
        using var server = new HttpListener();
        var port = Testing.Ports.Free();
        server.Prefixes.Add($"http://127.0.0.1:{port}/");
        server.Start();
        var body = Heading + string.Concat(Enumerable.Range(1, 100).Select(number => $"NSE,E,{number},EQUITY,S{number},1,,,,5,EQ\n"));
        var serving = Task.Run(async () =>
        {
            while (server.IsListening)
            {
                var request = await server.GetContextAsync();
                request.Response.StatusCode = body.Length == 0 ? 503 : 200;
                await request.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                request.Response.Close();
            }
        });
        string[] import = ["instruments", "import", "dhan", $"http://127.0.0.1:{port}/list.csv?key=secret", "--data", folder["data"]];
        Assert.Equal(0, (await TicksProcess.RunAsync(import)).Exit);
        body = Heading + "NSE,E,1,EQUITY,S1,1,,,,5,EQ\n";
        var half = await TicksProcess.RunAsync(import);
        Assert.Equal(1, half.Exit);
        Assert.Contains("taken for a download that broke off", half.Error, StringComparison.Ordinal);
        body = "";
        var away = await TicksProcess.RunAsync(import);
        Assert.Equal(1, away.Exit);
        Assert.Contains("answered 503", away.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", half.Error + away.Error, StringComparison.Ordinal);
        Assert.Contains("NSE:S100", (await TicksProcess.RunAsync(["instruments", "search", "S100", "--data", folder["data"]])).Out, StringComparison.Ordinal);
        server.Stop();
        await serving.ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
