using System.Diagnostics;
using OrleansTicks.Core;
using OrleansTicks.Testing;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>Measures commits; run only when asked for: <c>./test Storage --explicit --filter PostgresRates</c>.</summary>
public sealed class PostgresRates(PostgresDatabase database, ITestOutputHelper output) : IClassFixture<PostgresDatabase>
{
    private const int Symbols = 250;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(5_000)]
    public async Task Rows_a_second(int rows)
    {
        await using var store = await PostgresSome.OpenAsync(database, Cancellation);
        var epoch = await store.OpenEpochAsync(new StreamKey(GroupKey.Parse($"type:rate{rows}"), 0), Cancellation);
        await store.RegisterInstrumentsAsync([.. Enumerable.Range(0, Symbols).Select(i => $"RATE:S{i}")], Cancellation);
        var spool = Guid.NewGuid();
        var batch = PostgresSome.Batch(epoch, spool, 0);
        var (time, id, seed) = (PostgresSome.Noon + (rows * 2_000_000_000L), 0L, 1);
        var times = new List<double>();
        var latestAt = 0L;
        var (server, client) = (ServerSeconds(), Environment.CpuUsage.TotalTime);
        var total = Stopwatch.StartNew();
        while (total.Elapsed < TimeSpan.FromSeconds(4))
        {
            batch.Clear();
            batch.Spool = spool;
            batch.Sequence = times.Count + 1;
            batch.Streams.Add(new BatchStream(epoch.Stream, epoch.Lease, epoch.Epoch, id + 1, PostgresSome.At(epoch, id + rows)));
            for (var i = 0; i < rows; i++)
            {
                seed = (seed * 1_103_515_245) + 12_345;
                // A batch holds slices of symbols, one behind the other: in it, times go forth and back.
                batch.Add(PostgresSome.Trade(1 + (int)((uint)seed % Symbols), ++id, time + ((uint)seed >> 8) % (rows * 5)));
            }

            time += rows * 5;

            if (total.ElapsedMilliseconds - latestAt >= 1000 || latestAt == 0)
            {
                latestAt = Math.Max(1, total.ElapsedMilliseconds);
                for (var i = 1; i <= Symbols; i++) batch.Latest.Add(new LatestRow(PostgresSome.Trade(i, id, time), epoch.Lease));
            }

            var begin = Stopwatch.GetTimestamp();
            var result = await store.CommitAsync(batch, Cancellation);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            Assert.Equal(rows, result.Inserted);
        }

        (server, client) = (ServerSeconds() - server, Environment.CpuUsage.TotalTime - client);
        var seconds = times.Sum() / 1000;
        times = [.. times.Skip(times.Count / 10).Order()];
        var bytes = await database.ReadAsync<decimal>(
            "select sum(pg_total_relation_size(i.inhrelid)) from pg_inherits i where i.inhparent = 'ticks.tick'::regclass");
        var stored = await database.ReadAsync<long>("select count(*) from ticks.tick");
        output.WriteLine($"rows {rows}: {id / seconds / 1000:0} k rows/s, p50 {times[times.Count / 2]:0.00} ms, "
            + $"p99 {times[(int)(times.Count * 0.99)]:0.00} ms, bytes per tick {bytes / stored:0.0}, "
            + $"CPU us a row: server {server * 1e6 / id:0.00}, client {client.TotalMicroseconds / id:0.00}");
    }

    /// <summary>CPU time of all processes called postgres: what a busy machine does not falsify.</summary>
    private static double ServerSeconds()
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                if (!stat.Contains("(postgres)", StringComparison.Ordinal)) continue;
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                ticks += long.Parse(fields[11]) + long.Parse(fields[12]);
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return ticks / 100.0;
    }
}
