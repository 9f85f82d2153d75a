using System.Diagnostics;
using OrleansTicks.Core;
using OrleansTicks.Storage;
using OrleansTicks.Testing;

namespace OrleansTicks.System.Tests;

/// <summary>The disk of spool and store has no room, and later has.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task A_full_disk_is_said_leaves_a_gap_and_is_over_when_there_is_room()
    {
        using var folder = new Folder();
        await using var disk = await Disk.MakeAsync(folder);
        await using var store = new SqliteRig(Path.Combine(disk.BreaksAtWork ? disk.Path : folder.Root, "ticks.db"));
        var port = Ports.Free();
        // Nobody serves yet, so the spool's folder is there before the first tick.
        await using var node = await Node.Start(["--feed", "binance", "--url", $"ws://127.0.0.1:{port}", "--symbols", "BTCUSDT,ETHUSDT", "--store", store.Spec, "--data", disk.Path]).ReadyAsync();
        await disk.BreakAsync(early: true);
        await using var exchange = await Exchange.StartAsync(folder.Root, ["--symbols", "BTCUSDT,ETHUSDT", "--rate", "20000", "--port", $"{port}"]);
        if (disk.BreaksAtWork)
        {
            await node.TotalsAsync("it is at work", totals => totals.Stored > 5_000);
            await disk.BreakAsync(early: false);
        }

        await node.TotalsAsync("it says that the disk refuses", totals => totals.StoreTrouble is not null);
        await node.Process.LineAsync("that nothing is accepted", line => line.Contains("spool cannot be written", StringComparison.Ordinal));
        var refused = await node.TotalsAsync("ticks were refused for lack of room", totals => totals.Dropped > 10_000, TimeSpan.FromSeconds(120));
        Assert.Equal(503, (await node.TextAsync("/readyz")).Status);

        await disk.MendAsync();
        await node.TotalsAsync("it accepts and stores again", totals => totals.StoreTrouble is null && totals.Stored > refused.Stored + 20_000);
        await exchange.StopAsync();   // what it sent is read to its end, so that nothing is missing behind the last gap
        await node.StreamsAsync("the end was read", list => list.Streams is [{ Connected: false }]);
        Assert.True(await node.StopAsync() == 0, node.Process.Tail);

        var check = await store.CheckAsync(exchange.LedgerPath);
        check.MustBeOk();
        Assert.InRange(check.InGaps, refused.Dropped, long.MaxValue);
        await using var reader = await StoreFactory.OpenReaderAsync(store.Spec, CancellationToken.None);
        var gaps = await reader.ListGapsAsync(TickTime.Earliest, 4_000_000_000_000_000, 1000, CancellationToken.None);
        Assert.Contains(gaps, gap => gap.Gap.Cause is GapCause.Room);
    }

    /// <summary>A small disk of its own where one may be mounted; elsewhere a spool folder that goes away and comes back.</summary>
    private sealed class Disk(string path, bool mounted) : IAsyncDisposable
    {
        private const int Megabytes = 128;
        private readonly List<(string From, string To)> _moved = [];

        public string Path => path;

        public bool BreaksAtWork => mounted;

        private string Filler => global::System.IO.Path.Combine(path, "filler");

        public static async Task<Disk> MakeAsync(Folder folder)
        {
            var path = Directory.CreateDirectory(folder["disk"]).FullName;
            return new Disk(path, Environment.UserName == "root" && await RunAsync("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", path));
        }

        public async Task BreakAsync(bool early)
        {
            if (early == mounted) return;
            if (mounted) await FillAsync();
            else
            {
                foreach (var slot in Directory.EnumerateDirectories(global::System.IO.Path.Combine(path, "spool"), "0", SearchOption.AllDirectories).ToList())
                {
                    _moved.Add((slot, slot + ".away"));
                    Directory.Move(slot, slot + ".away");
                }
            }
        }

        public Task MendAsync()
        {
            if (mounted) File.Delete(Filler);
            foreach (var (from, to) in _moved) Directory.Move(to, from);
            return Task.CompletedTask;
        }

        public async ValueTask DisposeAsync()
        {
            if (mounted) await RunAsync("umount", "-l", path);
        }

        private async Task FillAsync()
        {
            await using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            var block = new byte[64 << 10];
            for (var size = block.Length; size >= 512; size /= 2)
            {
                try
                {
                    while (true) await filler.WriteAsync(block.AsMemory(0, size));
                }
                catch (IOException)
                {
                    continue;   // full for blocks of this size
                }
            }
        }

        private static async Task<bool> RunAsync(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true });
            if (process is null) return false;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
    }
}
