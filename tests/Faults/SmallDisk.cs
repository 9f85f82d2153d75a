using OrleansTicks.System.Tests;

namespace OrleansTicks.Faults;

/// <summary>A file system of few megabytes in memory, mounted on a folder until disposed of, or until this process ends.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _path;
    private readonly string _filler;
    private bool _mounted = true;
    private CancellationTokenSource? _filling;
    private Task _filled = Task.CompletedTask;

    private SmallDisk(string path)
    {
        (_path, _filler) = (path, Path.Combine(path, "filler"));
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Why it cannot be done here; null = it can.</summary>
    public static string? Lack => OperatingSystem.IsLinux() && Environment.UserName == "root" && Programs.Has("mount") ? null : "a small disk can only be mounted by root on Linux";

    public static async Task<SmallDisk> MountAsync(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        var (exit, said) = await Programs.RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path);
        return exit == 0 ? new SmallDisk(path) : throw new InvalidOperationException($"a small disk cannot be mounted: {said}");
    }

    /// <summary>Writes one big file until there is no room for another half kilobyte, and goes on whenever somebody else gives room back, until <see cref="FreeAsync"/>.</summary>
    public void Fill()
    {
        WriteAll();
        _filling = new CancellationTokenSource();
        _filled = Task.Run(async () =>
        {
            while (!_filling.IsCancellationRequested)
            {
                await Patience.PauseAsync(TimeSpan.FromMilliseconds(20));
                WriteAll();
            }
        });
    }

    public async Task FreeAsync()
    {
        if (_filling is null) return;
        await _filling.CancelAsync();
        await _filled;
        File.Delete(_filler);
    }

    public void Dispose()
    {
        if (!_mounted) return;
        _mounted = false;
        _filling?.Cancel();
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        Programs.RunAsync("umount", "-l", _path).GetAwaiter().GetResult();
    }

    private void WriteAll()
    {
        using var filler = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var block = new byte[1 << 20];
        for (var size = block.Length; size >= 512; size /= 2)
        {
            try
            {
                while (true) filler.Write(block.AsSpan(0, size));
            }
            catch (IOException)
            {
                continue;   // full for blocks of this size
            }
        }
    }

    private void OnExit(object? sender, EventArgs arguments) => Dispose();
}
