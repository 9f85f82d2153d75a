using Npgsql;
using OrleansTicks.Core;
using OrleansTicks.Testing;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>Commits and take-overs at once: no row of an earlier owner comes in behind its successor. Fences that are built wrong let some in, each of them: so the proof can fail.</summary>
public sealed class FenceRaceTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const int Writers = 4, Rows = 50, TakeOvers = 40;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_fence_lets_nothing_in_behind_the_taker()
    {
        var (stale, fenced, takeOvers) = await RaceAsync(fence: null);
        Assert.Equal(0, stale);
        Assert.Equal(TakeOvers, takeOvers);
        Assert.True(fenced > 0, "no writer was ever late: the race was not run");
    }

    [Theory]
    [InlineData("no lock", "")]
    [InlineData("a lock of another number", "perform pg_advisory_xact_lock_shared(6, s.stream) from (select distinct e.stream from stream_epoch e where e.lease = any(p_leases) order by 1) s;")]
    [InlineData("no look at the epoch", "perform pg_advisory_xact_lock_shared(7, s.stream) from (select distinct e.stream from stream_epoch e where e.lease = any(p_leases) order by 1) s; return array_fill(2::smallint, array[cardinality(p_leases)]);")]
    [InlineData("the epoch read before the lock", "v_ok := (select array_agg(case when l.lease is not null then 2 else 0 end::smallint order by u.o) from unnest(p_leases) with ordinality u(lease, o) left join stream_lease l on l.lease = u.lease); perform pg_advisory_xact_lock_shared(7, s.stream) from (select distinct e.stream from stream_epoch e where e.lease = any(p_leases) order by 1) s; return v_ok;")]
    public async Task A_fence_that_is_built_wrong_lets_rows_in(string variant, string before)
    {
        var (stale, _, takeOvers) = await RaceAsync(
            $"""
            create or replace function ticks.fence(p_leases int[], p_epochs bigint[], p_received_by timestamptz[]) returns smallint[]
            language plpgsql set search_path = ticks, pg_temp as $$
            declare v_ok smallint[];
            begin
                {before}
                select array_agg(case when l.lease is not null then 2 else 0 end::smallint order by u.o) into v_ok
                from unnest(p_leases) with ordinality u(lease, o) left join stream_lease l on l.lease = u.lease;
                return v_ok;
            end $$
            """);
        Assert.True(stale > 0, $"{variant}: {takeOvers} take-overs, and nothing came in behind them");
    }

    /// <summary>Runs until something came in behind a taker, or enough take-overs passed.</summary>
    /// <param name="fence">Replaces the function; null = the real one.</param>
    private async Task<(long Stale, int Fenced, int TakeOvers)> RaceAsync(string? fence)
    {
        database.Need();
        await database.RunAsync("drop schema if exists ticks cascade");
        await using var taker = await PostgresSome.OpenAsync(database, Cancellation);
        await database.RunAsync("create index race on ticks.tick(lease)");     // counted after each take-over
        if (fence is not null) await database.RunAsync(fence);
        var key = PostgresSome.Named("race");
        var current = await taker.OpenEpochAsync(key, Cancellation);
        var id = (await taker.RegisterInstrumentsAsync(["TEST:RACE"], Cancellation))[0].Id;
        await using var counter = new NpgsqlConnection(database.ConnectionString);
        await counter.OpenAsync(Cancellation);
        var stored = new SemaphoreSlim(0);
        var done = false;
        var ids = 0L;
        var fenced = 0;

        async Task WriteAsync()
        {
            await using var store = await PostgresSome.OpenAsync(database, Cancellation);
            var (spool, sequence, epoch) = (Guid.NewGuid(), 1L, Volatile.Read(ref current));
            while (!Volatile.Read(ref done))
            {
                var batch = PostgresSome.Batch(epoch, spool, sequence++);
                for (var i = 0; i < Rows; i++) batch.Add(PostgresSome.Trade(id, Interlocked.Increment(ref ids)));
                var result = await store.CommitAsync(batch, Cancellation);
                Assert.Equal(Rows, result.Inserted + result.FencedRows);
                if (result.Inserted > 0) stored.Release();
                Interlocked.Add(ref fenced, result.FencedRows);
                // A writer learns of a take-over only by being fenced, as a frozen one would; of a fence that does not hold, never.
                if (result.FencedRows > 0) epoch = Volatile.Read(ref current);
            }
        }

        var writers = Enumerable.Range(0, Writers).Select(_ => Task.Run(WriteAsync, Cancellation)).ToArray();
        var began = TimeProvider.System.GetTimestamp();
        var seen = new Dictionary<int, long>();
        long stale = 0;
        while (fence is null ? seen.Count < TakeOvers : stale == 0 && TimeProvider.System.GetElapsedTime(began) < Limit)
        {
            await stored.WaitAsync(Cancellation);
            var old = current;
            Volatile.Write(ref current, await taker.OpenEpochAsync(key, Cancellation));
            seen[old.Lease] = await CountAsync(old.Lease);
            if (fence is not null && seen.Count % 10 == 0) stale = await BehindAsync();
        }

        Volatile.Write(ref done, true);
        await Task.WhenAll(writers);
        return (await BehindAsync(), fenced, seen.Count);

        async Task<long> CountAsync(int lease)
        {
            await using var count = counter.CreateCommand();
            count.CommandText = $"select count(*) from ticks.tick where lease = {lease}";
            return (long)(await count.ExecuteScalarAsync(Cancellation))!;
        }

        async Task<long> BehindAsync()
        {
            long behind = 0;
            foreach (var (lease, rows) in seen) behind += await CountAsync(lease) - rows;
            return behind;
        }
    }
}
