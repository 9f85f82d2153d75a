using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OrleansTicks.System.Tests;

/// <summary>One run of the built program, with everything it says.</summary>
internal sealed partial class TicksProcess : IAsyncDisposable
{
    public const int Interrupt = 2, Kill = 9, Terminate = 15;

    private readonly Process _process;
    private readonly string _name;
    private readonly Lock _gate = new();
    private readonly List<string> _out = [];
    private readonly List<string> _error = [];
    private readonly Task _said;
    private bool _disposed;

    private TicksProcess(Process process, string name)
    {
        (_process, _name, Id) = (process, name, process.Id);
        _said = Task.WhenAll(ReadAsync(process.StandardOutput, _out), ReadAsync(process.StandardError, _error));
    }

    public int Id { get; }

    public bool HasExited => _process.HasExited;

    public IReadOnlyList<string> Out => Copy(_out);

    public IReadOnlyList<string> Error => Copy(_error);

    /// <summary>What it said last, for messages.</summary>
    public string Tail => $"--- {_name}, pid {Id}{(_disposed ? ", disposed" : _process.HasExited ? $", exited with {_process.ExitCode}" : "")}; stdout:\n{Last(Out)}\n--- stderr:\n{Last(Error)}";

    /// <param name="arguments">Its command line.</param>
    /// <param name="variables">What its environment has beside ours.</param>
    /// <param name="program">Another program than <c>ticks</c>.</param>
    /// <param name="prefix">A program that becomes ours, and its arguments.</param>
    public static TicksProcess Start(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? variables = null, string? program = null, IReadOnlyList<string>? prefix = null)
    {
        string[] line = [.. prefix ?? [], Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"];
        var start = new ProcessStartInfo(line[0])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in line.Skip(1)) start.ArgumentList.Add(argument);
        start.ArgumentList.Add(program ?? Path.Combine(AppContext.BaseDirectory, "ticks.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // Whatever the operator of the tests has set must not lead them to his own node or store.
        foreach (var name in new[] { "TICKS_STORE", "TICKS_API", "TICKS_API_KEY" }) start.Environment.Remove(name);
        foreach (var (name, value) in variables ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        return new TicksProcess(Process.Start(start)!, $"ticks {string.Join(' ', arguments)}");
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Exit, string Out, string Error)> RunAsync(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? variables = null)
    {
        await using var process = Start(arguments, variables);
        var exit = await process.ExitAsync(TimeSpan.FromSeconds(120));
        return (exit, string.Join('\n', process.Out), string.Join('\n', process.Error));
    }

    /// <summary>The first line of either stream that fits.</summary>
    public Task<string> LineAsync(string what, Func<string, bool> fits, TimeSpan? limit = null) => Patience.UntilAsync(
        $"it said {what}",
        () =>
        {
            var over = _said.IsCompleted;
            var line = Out.Concat(Error).FirstOrDefault(fits);
            return line is null && over ? throw new InvalidOperationException($"it ended without saying {what}\n{Tail}") : Task.FromResult(line);
        },
        () => Tail, limit);

    public void Signal(int signal) => _ = SendSignal(Id, signal);

    /// <summary>Waits for its end and for the last of what it said.</summary>
    public async Task<int> ExitAsync(TimeSpan? limit = null)
    {
        using var most = new CancellationTokenSource(limit ?? Patience.Long);
        try
        {
            await _process.WaitForExitAsync(most.Token);
            await _said.WaitAsync(most.Token);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"it did not end within {(limit ?? Patience.Long).TotalSeconds:0} s\n{Tail}", late);
        }

        return _process.ExitCode;
    }

    public Task KillAsync()
    {
        Signal(Kill);
        return ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static string Last(IReadOnlyList<string> lines) => string.Join('\n', lines.TakeLast(25));

    private async Task ReadAsync(StreamReader reader, List<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_gate) lines.Add(line);
        }
    }

    private List<string> Copy(List<string> lines)
    {
        lock (_gate) return [.. lines];
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int id, int signal);
}
