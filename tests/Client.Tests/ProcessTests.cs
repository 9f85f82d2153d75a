using System.Diagnostics;
using System.Text.Json;

namespace OrleansTicks.Client.Tests;

/// <summary>The real program, as a shell starts it.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "ticks.dll");
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_arguments_it_ends_with_2_and_plain_text()
    {
        var (exit, output, _) = await RunAsync("dotnet", Program);
        Assert.Equal(2, exit);
        Assert.Contains("Usage:", output);
        Assert.DoesNotContain('\u001b', output);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_drains_and_says_what_was_stored(string signal)
    {
        using var up = Start("dotnet", Program, "up", "--data", _folder.Path, "--listen", "http://127.0.0.1:0", "--connection-delay", "0s", "--monitor-interval", "100ms");
        var board = "";
        while (await up.StandardOutput.ReadLineAsync(Cli.Cancellation) is { } line)
        {
            board = line;
            if (line.Contains("Stored ", StringComparison.Ordinal) && !line.Contains("Stored 0 ", StringComparison.Ordinal)) break;
        }

        Assert.Contains("Connected", board);
        Assert.Equal(0, (await RunAsync("kill", $"-{signal}", $"{up.Id}")).Exit);
        _ = up.StandardOutput.ReadToEndAsync(Cli.Cancellation);
        var error = await up.StandardError.ReadToEndAsync(Cli.Cancellation);
        await up.WaitForExitAsync(Cli.Cancellation);
        Assert.Equal(0, up.ExitCode);
        Assert.Matches("stored [1-9][0-9,]* ticks; nothing stays in the spool\n$", error);
    }

    [Fact]
    public async Task A_broken_pipe_is_silent()
    {
        Assert.Equal(0, (await RunAsync("dotnet", Program, "up", "--data", _folder.Path, "--listen", "http://127.0.0.1:0", "--for", "300ms", "--symbols", "TCS", "-o", "json")).Exit);
        foreach (var command in new[] { "sim symbols --count 10000", $"export TCS --data {_folder.Path}", $"up --data {_folder.Path} --listen http://127.0.0.1:0 --loglevel error --monitor-interval 100ms" })
        {
            var (exit, output, error) = await RunAsync("sh", "-c", $"dotnet {Program} {command} | head -1");
            Assert.Equal(0, exit);
            Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.DoesNotContain("xception", error);
            Assert.DoesNotContain("ipe", error);
        }
    }

    [Fact]
    public async Task The_simulator_serves_a_recorder_in_another_process_and_the_check_agrees()
    {
        var ledger = Path.Combine(_folder.Path, "ledger");
        using var sim = Start("dotnet", Program, "sim", "serve", "--symbols", "BTCUSDT,ETHUSDT", "--rate", "2000", "--ledger", ledger, "--loglevel", "error");
        var url = await sim.StandardOutput.ReadLineAsync(Cli.Cancellation);
        Assert.StartsWith("ws://127.0.0.1:", url, StringComparison.Ordinal);

        var up = await RunAsync(
            "dotnet", Program, "up", "--feed", "binance", "--url", url!, "--symbols", "BTCUSDT,ETHUSDT", "--data", _folder.Path, "--listen", "http://127.0.0.1:0", "--for", "3s", "-o", "json");
        Assert.Equal(0, up.Exit);
        await RunAsync("kill", "-TERM", $"{sim.Id}");
        await sim.WaitForExitAsync(Cli.Cancellation);
        Assert.Equal(0, sim.ExitCode);

        var check = await RunAsync("dotnet", Program, "sim", "check", "--ledger", ledger, "--store", $"sqlite:{_folder.Path}/ticks.db");
        using var verdict = JsonDocument.Parse(check.Out);
        Assert.True(verdict.RootElement.GetProperty("stored").GetInt64() > 0);
        Assert.Equal((0L, 0L), (verdict.RootElement.GetProperty("duplicated").GetInt64(), verdict.RootElement.GetProperty("wrong").GetInt64()));
        Assert.Equal(verdict.RootElement.GetProperty("ok").GetBoolean() ? 0 : 1, check.Exit);
    }

    private static async Task<(int Exit, string Out, string Error)> RunAsync(string program, params string[] args)
    {
        using var process = Start(program, args);
        var output = process.StandardOutput.ReadToEndAsync(Cli.Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cli.Cancellation);
        await process.WaitForExitAsync(Cli.Cancellation);
        return (process.ExitCode, await output, await error);
    }

    private static Process Start(string program, params string[] args) =>
        Process.Start(new ProcessStartInfo(program, args) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
}
