using System.Text.Json;

namespace OrleansTicks.System.Tests;

/// <summary><c>ticks up</c> and nothing else, as a newcomer meets it.</summary>
public sealed class UpTests
{
    [Fact]
    public async Task Up_without_arguments_shows_and_stores_250_symbols()
    {
        using var folder = new Folder();
        var home = new Dictionary<string, string?> { ["XDG_DATA_HOME"] = folder.Root };
        string[] quick = ["--connection-delay", "200ms", "--monitor-interval", "1s"];
        await using var node = Node.Start(quick, home);

        var list = await node.StreamsAsync("five streams run and tick", list => list.Streams.Count == 5 && list.Streams.All(stream => stream.Connected && stream.Data == "ticking"));
        Assert.All(list.Streams, stream => Assert.Equal(("running", 50), (stream.State, stream.Symbols)));
        Assert.Equal(200, (await node.TextAsync("/readyz")).Status);
        Assert.Equal((200, "ok"), await node.TextAsync("/livez"));
        await node.Process.LineAsync("a board with all connections", line => line.Contains("Connected 5/5", StringComparison.Ordinal));
        await node.TotalsAsync("ticks are stored", totals => totals.Stored > 200);
        Assert.True(File.Exists(Path.Combine(folder.Root, "orleansticks", "ticks-sim.db")));

        var (exit, output, error) = await Ask(node, "status");
        Assert.True(exit == 0 && output.Contains("Connected 5/5", StringComparison.Ordinal), output + error);
        var streams = JsonDocument.Parse((await Ask(node, "get", "streams", "-o", "json")).Output).RootElement.GetProperty("streams");
        Assert.Equal(5, streams.GetArrayLength());
        Assert.True((await Ask(node, "get", "gaps")).Exit == 0);
        var symbol = JsonDocument.Parse((await node.TextAsync("/api/v1/quotes")).Body).RootElement.GetProperty("quotes")[0].GetProperty("symbol").GetString()!;
        var trades = await TicksProcess.RunAsync(["export", symbol, "--kind", "quote", "-o", "ndjson"], home);
        Assert.True(trades is { Exit: 0, Out.Length: > 0 } && JsonDocument.Parse(trades.Out.Split('\n')[0]).RootElement.TryGetProperty("bid", out _), trades.Error);

        Assert.Equal(0, (await Ask(node, "stop", "--all")).Exit);
        await node.StreamsAsync("all are stopped", list => list.Streams.All(stream => stream.State == "stopped"));
        Assert.Equal(0, await node.StopAsync());

        await using var again = await Node.Start(quick, home).ReadyAsync();
        var notice = await again.Process.LineAsync("how to start what is stopped", line => line.Contains("ticks start ", StringComparison.Ordinal));
        Assert.All((await again.StreamsAsync()).Streams, stream => Assert.Equal("stopped", stream.State));
        var key = notice[(notice.LastIndexOf("ticks start ", StringComparison.Ordinal) + "ticks start ".Length)..].Trim();
        (exit, output, error) = await Ask(again, "start", key);
        Assert.True(exit == 0 && output.StartsWith("started ", StringComparison.Ordinal), output + error);
        await again.StreamsAsync("five streams run and tick", list => list.Streams.Count == 5 && list.Streams.All(stream => stream.Connected && stream.Data == "ticking"));
        Assert.StartsWith("already_running ", (await Ask(again, "start", key)).Output, StringComparison.Ordinal);
        (exit, output, error) = await Ask(again, "get", "gaps", "-o", "json");
        Assert.True(exit == 0 && output.Length > 0, $"{exit}: {output}{error}");
        var gaps = JsonDocument.Parse(output).RootElement.GetProperty("gaps");
        Assert.All(gaps.EnumerateArray(), gap => Assert.Equal("epoch", gap.GetProperty("cause").GetString()));
        Assert.Equal(4, (await Ask(again, "stop", "no-such-thing")).Exit);
        Assert.Equal(0, await again.StopAsync());
    }

    private static async Task<(int Exit, string Output, string Error)> Ask(Node node, params string[] arguments)
    {
        var (exit, output, error) = await TicksProcess.RunAsync([.. arguments, "--api", node.Address.GetLeftPart(UriPartial.Authority)]);
        return (exit, output, error);
    }
}
