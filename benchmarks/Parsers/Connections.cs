using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;
using OrleansTicks.Feeds;

namespace OrleansTicks.Parsers;

/// <summary>What a connection costs: memory while idle, and CPU and allocation for a wake-up while something arrives.</summary>
internal static class Connections
{
    private const int Symbols = 50_000;

    public static async Task<int> RunAsync(string url, int count, int seconds)
    {
        using var stop = new CancellationTokenSource();
        var feed = FeedFactory.Create(
            new FeedSettings { Name = "json", Url = SecretUrl.Parse(url), Json = JsonFields.Parse(Parsing.FyersFields) },
            TimeProvider.System,
            NullLoggerFactory.Instance);
        var group = GroupKey.OfSymbols(feed.Name, ["NSE:A"]);
        await ReadOneAsync(feed, new StreamPlan(new StreamKey(group, 0), feed.Name, FeedMode.Ticker, Instruments(0, 1)));

        var (managed, resident) = Memory();
        var readers = new List<Reader>();
        var loops = new List<Task>();
        for (var number = 0; number < count; number++)
        {
            var carried = Instruments(number * (Symbols / count), Symbols / count);
            var plan = new StreamPlan(new StreamKey(group, number), feed.Name, FeedMode.Ticker, carried);
            var reader = new Reader(await feed.ConnectAsync(plan, stop.Token), seconds > 0 ? feed.CreateParser(plan) : null);
            readers.Add(reader);
            loops.Add(reader.RunAsync(stop.Token));
        }

        var (managedAfter, residentAfter) = Memory();
        Console.WriteLine($"connections={count} managed_each={(managedAfter - managed) / count} resident_each={(residentAfter - resident) / count}");
        if (seconds > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            using var process = Process.GetCurrentProcess();
            var (ticks, batches) = (readers.Sum(reader => reader.Ticks), readers.Sum(reader => reader.Batches));
            var (bytes, cpu) = (GC.GetTotalAllocatedBytes(precise: true), process.TotalProcessorTime);
            await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
            process.Refresh();
            var (moreTicks, moreBatches) = (readers.Sum(reader => reader.Ticks) - ticks, readers.Sum(reader => reader.Batches) - batches);
            var (moreBytes, moreCpu) = (GC.GetTotalAllocatedBytes(precise: true) - bytes, process.TotalProcessorTime - cpu);
            Console.WriteLine($"ticks={moreTicks} ticks_per_s={moreTicks / seconds} wake_ups={moreBatches} ticks_each={(double)moreTicks / moreBatches:0.00} "
                + $"cpu_us_per_tick={moreCpu.TotalMicroseconds / moreTicks:0.00} bytes_per_wake_up={moreBytes / moreBatches}");
        }

        await stop.CancelAsync();
        await Task.WhenAll(loops);
        return 0;
    }

    /// <summary>One connection, so that code and pools are there before memory is measured.</summary>
    private static async Task ReadOneAsync(IFeed feed, StreamPlan plan)
    {
        await using var connection = await feed.ConnectAsync(plan, CancellationToken.None);
    }

    private static Instrument[] Instruments(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => new Instrument(i + 1, $"NSE:SYM{i:00000}25JULFUT"))];

    private static (long Managed, long Resident) Memory()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        var line = File.ReadLines("/proc/self/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return (managed, long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024);
    }

    private sealed class Reader(IFeedConnection connection, IFrameParser? parser)
    {
        private readonly TickBuffer _ticks = new();

        public long Ticks { get; private set; }

        public long Batches { get; private set; }

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            try
            {
                while (true)
                {
                    var batch = await connection.ReadAsync(cancellationToken);
                    Batches++;
                    for (var i = 0; i < batch.Count && parser is not null; i++)
                    {
                        _ticks.Clear();
                        parser.Parse(batch[i], batch.IsBinary(i), _ticks);
                        Ticks += _ticks.Count;
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or FeedException)
            {
                await connection.DisposeAsync();
            }
        }
    }
}
