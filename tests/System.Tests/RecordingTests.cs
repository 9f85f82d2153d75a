using System.Globalization;
using System.Text.Json;

namespace OrleansTicks.System.Tests;

/// <summary>The first check: recordings over a real socket into a real store, and back out of it to the digit.</summary>
public sealed class RecordingTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_recording_played_flat_out_is_stored_to_the_last_digit(string kind)
    {
        using var folder = new Folder();
        await using var store = await Rig.StartAsync(kind, folder);
        var recordings = Recordings.August(folder);
        await using var exchange = await Exchange.StartAsync(folder.Root, [.. recordings.Replay, "--speed", "max"]);
        await using var node = Node.Start([.. store.Record(folder, exchange.Url, recordings.List), "--for", "120s", "-o", "json"]);

        await exchange.EndedAsync();
        await node.StreamsAsync("everything that was sent is accepted", list => list.Streams.Sum(stream => stream.Accepted) == recordings.Frames);
        Assert.Equal(0, await node.StopAsync());

        var summary = JsonDocument.Parse(string.Join('\n', node.Process.Out)).RootElement;
        Assert.Equal((recordings.Frames, recordings.Frames, 0L), (summary.GetProperty("received").GetInt64(), summary.GetProperty("stored").GetInt64(), summary.GetProperty("duplicates").GetInt64()));
        Assert.Equal((0L, 0L), (summary.GetProperty("gaps").GetInt64(), summary.GetProperty("inSpool").GetInt64()));
        await exchange.StopAsync();
        foreach (var symbol in recordings.Symbols)
        {
            var trades = await store.ExportAsync(symbol.Name, "trade");
            var ids = trades.Select(row => long.Parse(row[0], CultureInfo.InvariantCulture)).Order().ToList();
            Assert.Equal(symbol.Trades, trades.Count);
            Assert.Equal(Enumerable.Range(0, symbol.Trades).Select(index => ids[0] + index), ids);
            Assert.Equal(symbol.Size, trades.Sum(row => decimal.Parse(row[4], CultureInfo.InvariantCulture)));
            Assert.Equal(symbol.Quotes, (await store.ExportAsync(symbol.Name, "quote")).Count);
        }

        var verdict = await store.CheckAsync(exchange.LedgerPath);
        verdict.MustBeOk();
        Assert.Equal((recordings.Frames, recordings.Frames, 0L, 0L), (verdict.Sent, verdict.Stored, verdict.Duplicated, verdict.Wrong));
    }
}
