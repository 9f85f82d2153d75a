using System.Diagnostics;

namespace OrleansTicks.Client.Tests;

/// <summary><c>ticks up</c> as a process of its own; killed at the end of the test, if it still lives.</summary>
internal sealed class UpProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly Process _process;

    private UpProcess(Process process) => _process = process;

    public static UpProcess Start(params string[] args) => new(Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ticks.dll"), "up", .. args])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        })!);

    /// <summary>Where its API listens, as it says.</summary>
    public async Task<string> AddressAsync()
    {
        const string Word = "listening on ";
        while (await _process.StandardError.ReadLineAsync(Cli.Cancellation).AsTask().WaitAsync(Patience, Cli.Cancellation) is { } line)
        {
            if (line.StartsWith(Word, StringComparison.Ordinal)) return line[Word.Length..].Split(',')[0];
        }

        throw new EndOfStreamException("it ended before it listened");
    }

    /// <summary>Reads its board until a line is the one that is waited for.</summary>
    public async Task SaysAsync(Predicate<string> wanted)
    {
        while (await _process.StandardOutput.ReadLineAsync(Cli.Cancellation).AsTask().WaitAsync(Patience, Cli.Cancellation) is { } line)
        {
            if (wanted(line)) return;
        }

        throw new EndOfStreamException("it ended before it said that");
    }

    /// <summary>Reads on without looking, so that it never waits for us.</summary>
    public void LetTalk()
    {
        _ = _process.StandardOutput.ReadToEndAsync(Cli.Cancellation);
        _ = _process.StandardError.ReadToEndAsync(Cli.Cancellation);
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(Cli.Cancellation).WaitAsync(Patience, Cli.Cancellation);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
