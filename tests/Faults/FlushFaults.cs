using System.Diagnostics;
using OrleansTicks.System.Tests;

namespace OrleansTicks.Faults;

/// <summary>Lets every flush to disk of a node's spool fail with EIO, until disposed of: strace holds its flushing thread, and that one alone, so nothing else gets slower.</summary>
internal sealed class FlushFaults : IAsyncDisposable
{
    private const int Interrupt = 2;
    private const string Thread = "ticks flush";

    private readonly Process _strace;
    private readonly string _log;
    private bool _over;

    private FlushFaults(Process strace, string log) => (_strace, _log) = (strace, log);

    /// <summary>Flushes that were answered with the error so far.</summary>
    public int Failed => ReadLines().Count(line => line.Contains("(INJECTED)", StringComparison.Ordinal));

    /// <summary>Why it cannot be done here; null = it can.</summary>
    public static string? Lack => Programs.Has("strace") ? null : "strace is not on this machine, and nothing else makes a flush fail here";

    /// <param name="id">The node's process.</param>
    /// <param name="folder">For what strace writes.</param>
    public static async Task<FlushFaults> StartAsync(int id, string folder)
    {
        var thread = Directory.EnumerateDirectories($"/proc/{id}/task").FirstOrDefault(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == Thread)
            ?? throw new InvalidOperationException($"process {id} has no thread '{Thread}'");
        var log = Path.Combine(folder, $"strace-{Guid.NewGuid():N}");
        var start = new ProcessStartInfo(
            "strace", ["-p", Path.GetFileName(thread), "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO", "-o", log]) { UseShellExecute = false, RedirectStandardError = true };
        var faults = new FlushFaults(Process.Start(start)!, log);
        var said = "";
        var reading = Task.Run(async () =>
        {
            while (await faults._strace.StandardError.ReadLineAsync() is { } line) Volatile.Write(ref said, line);
        });
        await Patience.UntilAsync("a flush failed", () => Task.FromResult(faults.Failed > 0 || (faults._strace.HasExited ? throw new InvalidOperationException($"strace ended: {said}") : false)), () => said);
        _ = reading;
        return faults;
    }

    public async ValueTask DisposeAsync()
    {
        if (_over) return;
        _over = true;
        if (!_strace.HasExited) await Programs.RunAsync("kill", $"-{Interrupt}", $"{_strace.Id}");   // it lets go of the thread and ends
        await _strace.WaitForExitAsync();
        _strace.Dispose();
    }

    private IEnumerable<string> ReadLines()
    {
        if (!File.Exists(_log)) yield break;
        using var file = new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line) yield return line;
    }
}
