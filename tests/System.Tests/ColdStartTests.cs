using System.Diagnostics;

namespace OrleansTicks.System.Tests;

/// <summary>A start with nothing there, of as many instruments as are wanted, at each venue's pace: all of them asked for once, none refused, all confirmed by data. <c>tests/cold-start</c> asks for 5,000.</summary>
public sealed class ColdStartTests
{
    private static int Instruments => Doses.Number("TICKS_COLD_START", 300);

    [Theory]
    [InlineData("binance")]
    [InlineData("coinbase")]
    [InlineData("kraken")]
    [InlineData("dhan")]
    [InlineData("fyers")]
    public async Task All_are_asked_for_within_the_venue_s_limits_and_confirmed_by_data(string feed)
    {
        using var folder = new Folder();
        await File.WriteAllLinesAsync(folder["symbols"], Enumerable.Range(1, Instruments).Select(number => NameOf(feed, number)));
        await using var exchange = await Exchange.StartAsync(folder.Root, ["--feed", feed, "--rate", "2000", "--symbols", $"@{folder["symbols"]}"]);
        var more = await Tokens.ForAsync(feed, exchange, folder);
        var watch = Stopwatch.StartNew();
        await using var node = await Node.Start(
        [
            "--feed", feed, "--url", exchange.Url, "--symbols", $"@{folder["symbols"]}", "--mode", "quote", "--stocks-per-connection", feed is "fyers" ? "5000" : "1000", "--max-stocks", $"{Instruments}",
            "--connection-delay", "0.05s", .. more, "--store", $"sqlite:{folder["ticks.db"]}", "--data", folder["data"],
        ]).ReadyAsync();
        var all = await node.StreamsAsync(
            "every symbol has data", list => list.Streams.Sum(stream => stream.SymbolsWithData) == Instruments && list.Streams.All(stream => stream.State == "running"), TimeSpan.FromMinutes(5));
        var took = watch.Elapsed;
        Assert.All(all.Streams, stream => Assert.Equal((0, 0), (stream.Reconnects.Values.Sum(), stream.Rejected.Values.Sum())));
        Assert.Equal(0, await node.StopAsync());
        await exchange.StopAsync();
        Assert.False(Ledger.HasEvent(exchange.LedgerPath, "refused"));
        var opened = File.ReadLines(exchange.LedgerPath).Count(line => line.StartsWith("{\"event\":\"open\"", StringComparison.Ordinal));
        Assert.Equal(all.Streams.Count, opened);
        Doses.Tell($$"""{"feed":"{{feed}}","instruments":{{Instruments}},"connections":{{opened}},"refused":0,"reconnects":0,"confirmed_after_s":{{took.TotalSeconds:0.0}},"ok":true}""");
    }

    private static string NameOf(string feed, int number) => feed switch
    {
        "dhan" => $"NSE_EQ:{number}",
        "fyers" => $"NSE:S{number}-EQ",
        "coinbase" => $"C{number}-USD",
        "kraken" => $"C{number}/USD",
        _ => $"S{number}USDT",
    };
}
