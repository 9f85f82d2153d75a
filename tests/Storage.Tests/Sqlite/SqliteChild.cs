using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;

namespace OrleansTicks.Storage.Tests;

/// <summary>What the test assembly does as a second process.</summary>
/// <remarks><c>hold FILE</c>, <c>write FILE ROWS</c>, <c>rate FILE ROWS SYMBOLS trade|quote [SIZE…]</c>.</remarks>
internal static class SqliteChild
{
    /// <summary>Starts this assembly as a child. Its output says when it has come to a point; whoever starts it ends it.</summary>
    public static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true };
        var assembly = typeof(SqliteChild).Assembly.Location;
        // Under a test host the process is not the assembly itself.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet") start.ArgumentList.Add(assembly);
        else start.FileName = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        foreach (var arg in (string[])["child", .. args]) start.ArgumentList.Add(arg);
        return Process.Start(start) ?? throw new InvalidOperationException("The child did not start.");
    }

    public static Task<int> RunAsync(string name, string[] args) => name switch
    {
        "hold" => HoldAsync(args[0]),
        "write" => WriteAsync(args[0], int.Parse(args[1])),
        "rate" => RateAsync(args[0], int.Parse(args[1]), int.Parse(args[2]), args[3], args.Length > 4 ? [.. args[4..].Select(int.Parse)] : [100, 1_000, 5_000]),
        _ => throw new ArgumentException($"no child is called {name}", nameof(name)),
    };

    public static async Task<SqliteStore> OpenAsync(string file)
    {
        var store = new SqliteStore(file, TimeProvider.System, NullLoggerFactory.Instance);
        await store.OpenAsync(new StoreOpening(Simulated: false), CancellationToken.None);
        return store;
    }

    /// <summary>Opens the store, says <c>open</c> or why not, and keeps it until its input ends.</summary>
    private static async Task<int> HoldAsync(string file)
    {
        try
        {
            await using var store = await OpenAsync(file);
            Console.WriteLine("open");
            await Console.In.ReadToEndAsync();
            return 0;
        }
        catch (StoreRefusedException e)
        {
            Console.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>Commits batches one after the other, without end, saying the number of each that is in.</summary>
    private static async Task<int> WriteAsync(string file, int rows)
    {
        await using var store = await OpenAsync(file);
        var instrument = (await store.RegisterInstrumentsAsync(["A:X"], CancellationToken.None))[0].Id;
        var epoch = await store.OpenEpochAsync(KillTests.Stream, CancellationToken.None);
        var cursor = await store.GetCursorAsync(KillTests.Spool, CancellationToken.None);
        Console.WriteLine($"begin {cursor}");
        while (true)
        {
            cursor++;
            var first = (cursor - 1) * rows;
            await store.CommitAsync(
                Made.Batch(KillTests.Spool, cursor, epoch,
                    Enumerable.Range(0, rows).Select(i => Made.Trade(instrument, first + i, Made.Day + ((first + i) * 10)))), CancellationToken.None);
            Console.WriteLine(cursor);
        }
    }

    /// <summary>Rows a second at several sizes of a commit, bytes a row, and the time that dropping the day takes.</summary>
    private static async Task<int> RateAsync(string file, int rows, int symbols, string kind, int[] sizes)
    {
        foreach (var size in sizes)
        {
            foreach (var old in (string[])[file, file + "-wal", file + "-shm", file + ".lock"]) File.Delete(old);
            var store = await OpenAsync(file);
            var ids = (await store.RegisterInstrumentsAsync([.. Enumerable.Range(0, symbols).Select(i => $"A:S{i}")], CancellationToken.None))
                .Select(instrument => instrument.Id).ToArray();
            var epoch = await store.OpenEpochAsync(KillTests.Stream, CancellationToken.None);
            await store.EnsureDayAsync(new DateOnly(2024, 8, 8), CancellationToken.None);
            var empty = new FileInfo(file).Length;
            var random = new Random(1);
            var batch = new TickBatch(size);
            var n = 0;
            var took = new List<double>();
            var cpu = Environment.CpuUsage.TotalTime;
            for (var sequence = 1; n < rows; sequence++)
            {
                batch.Clear();
                (batch.Spool, batch.Sequence) = (KillTests.Spool, sequence);
                for (var i = 0; i < size; i++, n++)
                {
                    var id = ids[random.Next(symbols)];
                    var row = kind is "quote" ? Made.Quote(id, 49_000_000_000 + n) : Made.Trade(id, 3_700_000_000 + n);
                    // 100,000 ticks a second, the venues' times a little out of order, in milliseconds.
                    row.Time = Made.Day + (((n * 10L) - random.Next(3_000)) / 1_000 * 1_000) + 3_000;
                    row.Received = Made.Day + (n * 10L) + 4_000;
                    row.Size = random.Next(1, 2_000_000);
                    row.Price += random.Next(10_000);
                    batch.Add(row);
                }

                batch.Streams.Add(new BatchStream(epoch.Stream, epoch.Lease, epoch.Epoch, n - size + 1, Made.At(epoch, n)));
                var begun = Stopwatch.GetTimestamp();
                var result = await store.CommitAsync(batch, CancellationToken.None);
                took.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                if (result.Inserted != size) throw new InvalidOperationException($"only {result.Inserted} of {size} went in");
            }

            var used = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / n;
            await store.DisposeAsync();
            var bytes = (new FileInfo(file).Length - empty) / (double)n;
            store = await OpenAsync(file);
            var dropping = Stopwatch.GetTimestamp();
            await store.DropDaysBeforeAsync(new DateOnly(2024, 8, 9), CancellationToken.None);
            var dropped = Stopwatch.GetElapsedTime(dropping);
            await store.DisposeAsync();
            took.Sort();
            Console.WriteLine(
                $"{kind}, {size} rows a commit, {symbols} symbols: {n / took.Sum() * 1000:N0} rows/s, " +
                $"commit p50 {took[took.Count / 2]:F2} p99 {took[took.Count * 99 / 100]:F2} ms, " +
                $"{used:F2} us CPU/row with making them, {bytes:F1} bytes/row, " +
                $"day dropped in {dropped.TotalMilliseconds:F0} ms, working set {Environment.WorkingSet >> 20} MB");
        }

        return 0;
    }
}
