namespace OrleansTicks.System.Tests;

/// <summary>The operator's own command brings a new token where the old one is dead; what it prints is shown nowhere.</summary>
public sealed class TokenHookTests
{
    private const string Good = "token-of-today-7f3a", Dead = "token-of-yesterday";

    [Fact]
    public async Task A_dead_token_is_replaced_by_what_the_command_prints()
    {
        using var folder = new Folder();
        await File.WriteAllTextAsync(folder["old"], Dead);
        await File.WriteAllTextAsync(folder["hook.sh"], $"[ \"$TICKS_FEED\" = dhan ] || exit 3\necho {Good}\necho {Good} >&2\n");
        Assert.Equal(0, (await TicksProcess.RunAsync(["token", "set", "dhan", "--client-id", "1100", "--expires", "2020-01-01", "--file", folder["old"], "--data", folder["data"]])).Exit);
        await using var exchange = await Exchange.StartAsync(folder.Root, ["--feed", "dhan", "--symbols", "NSE_EQ:1333", "--rate", "100", "--token", Good]);
        await using var node = await Node.Start(
        [
            "--feed", "dhan", "--url", exchange.Url, "--symbols", "NSE_EQ:1333", "--mode", "quote", "--store", $"sqlite:{folder["ticks.db"]}", "--data", folder["data"], "--loglevel", "trace",
            "--token-hook", $"sh {folder["hook.sh"]}",
        ]).ReadyAsync();
        await node.TotalsAsync("it is read with the new token", totals => totals.Stored > 50);
        var (exit, output, _) = await TicksProcess.RunAsync(["token", "show", "dhan", "--data", folder["data"]]);
        Assert.Equal((0, true), (exit, output.Contains("version 2", StringComparison.Ordinal)));
        Assert.Equal(0, await node.StopAsync());
        Assert.All(node.Process.Out.Concat(node.Process.Error), line => Assert.DoesNotContain(Good, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_that_fails_is_named_and_the_start_says_what_to_do()
    {
        using var folder = new Folder();
        await using var process = TicksProcess.Start(["up", "--feed", "dhan", "--url", "ws://127.0.0.1:1", "--symbols", "NSE_EQ:1333", "--data", folder["data"], "--token-hook", "echo secret-word; exit 7", "--listen", "http://127.0.0.1:0"]);
        Assert.Equal(6, await process.ExitAsync());
        var said = string.Join('\n', process.Out.Concat(process.Error));
        Assert.Contains("it ended with 7", said, StringComparison.Ordinal);
        Assert.Contains("No access token found for dhan", said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", said, StringComparison.Ordinal);
    }
}
