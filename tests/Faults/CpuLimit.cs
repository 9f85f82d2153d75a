using System.Globalization;
using OrleansTicks.System.Tests;

namespace OrleansTicks.Faults;

/// <summary>Leaves a process a part of one processor until disposed of: by a control group where those can be written, else by stopping it nine parts of ten.</summary>
internal sealed class CpuLimit : IAsyncDisposable
{
    private const int Stop = 19, Continue = 18;
    private const int PeriodMicroseconds = 50_000;

    private readonly Func<Task> _end;

    private CpuLimit(string by, Func<Task> end) => (By, _end) = (by, end);

    /// <summary>How it is done here.</summary>
    public string By { get; }

    /// <param name="process">Whose.</param>
    /// <param name="percent">Of one processor.</param>
    public static CpuLimit Start(TicksProcess process, int percent)
    {
        foreach (var (root, by, limits) in Groups(percent))
        {
            if (TryGroup(root, limits, process.Id) is { } end) return new CpuLimit(by, end);
        }

        return new CpuLimit("signals", BySignals(process, percent));
    }

    public async ValueTask DisposeAsync() => await _end();

    private static IEnumerable<(string Root, string By, (string File, string Text)[] Limits)> Groups(int percent)
    {
        var quota = (PeriodMicroseconds * percent / 100).ToString(CultureInfo.InvariantCulture);
        yield return ("/sys/fs/cgroup", "cgroup v2", [("cpu.max", $"{quota} {PeriodMicroseconds}")]);
        yield return ("/sys/fs/cgroup/cpu", "cgroup v1", [("cpu.cfs_period_us", $"{PeriodMicroseconds}"), ("cpu.cfs_quota_us", quota)]);
    }

    private static Func<Task>? TryGroup(string root, (string File, string Text)[] limits, int id)
    {
        if (!File.Exists(Path.Combine(root, "cgroup.procs"))) return null;
        var group = Path.Combine(root, $"ticks-faults-{id}");
        try
        {
            // Of the first version the process is in the root of this hierarchy, or in a group of it that it must go back to.
            var before = File.ReadLines($"/proc/{id}/cgroup").Select(line => line.Split(':', 3)).Where(part => part[1].Split(',').Contains("cpu") || (part[1].Length == 0 && root == "/sys/fs/cgroup"))
                .Select(part => Path.Join(root, part[2])).First();
            Directory.CreateDirectory(group);
            foreach (var (file, text) in limits)
            {
                if (!File.Exists(Path.Combine(group, file))) throw new IOException("this group limits no processor");
                File.WriteAllText(Path.Combine(group, file), text);
            }

            File.WriteAllText(Path.Combine(group, "cgroup.procs"), $"{id}");
            return async () =>
            {
                if (Directory.Exists($"/proc/{id}")) await File.WriteAllTextAsync(Path.Combine(before, "cgroup.procs"), $"{id}");
                Directory.Delete(group);
            };
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            if (Directory.Exists(group)) Directory.Delete(group);
            return null;
        }
    }

    private static Func<Task> BySignals(TicksProcess process, int percent)
    {
        var over = new CancellationTokenSource();
        var period = TimeSpan.FromMicroseconds(PeriodMicroseconds);
        var running = Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                process.Signal(Stop);
                await Patience.PauseAsync(period * (100 - percent) / 100);
                process.Signal(Continue);
                await Patience.PauseAsync(period * percent / 100);
            }
        });
        return async () =>
        {
            await over.CancelAsync();
            await running;
            over.Dispose();
        };
    }
}
