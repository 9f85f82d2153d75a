using OrleansTicks.Core;
using OrleansTicks.Testing;
using Xunit;

namespace OrleansTicks.Storage.Tests;

public sealed class PostgresDayTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task Many_that_want_the_same_days_at_once_get_them_once()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostgresSome.OpenAsync(database, Cancellation)));
        await Task.WhenAll(stores.Select(async store =>
        {
            for (var day = new DateOnly(2011, 1, 1); day < new DateOnly(2011, 1, 6); day = day.AddDays(1)) await store.EnsureDayAsync(day, Cancellation);
        }));
        foreach (var table in new[] { "tick", "quote" })
        {
            Assert.Equal(5L, await database.ReadAsync<long>(
                $"""
                select count(*) from pg_inherits i join pg_class c on c.oid = i.inhrelid
                where i.inhparent = 'ticks.{table}'::regclass and c.relname like '{table}\_201101%'
                """));
        }

        // Each has its own key and its part of the index over all days, and no check is left that would cost every row.
        Assert.Equal(0L, await database.ReadAsync<long>(
            "select count(*) from pg_constraint where conrelid = 'ticks.tick_20110101'::regclass and contype = 'c'"));
        Assert.Equal(1L, await database.ReadAsync<long>("select count(*) from pg_index where indexrelid = 'ticks.tick_20110101_key'::regclass and indisunique"));
        Assert.Equal(1L, await database.ReadAsync<long>("select count(*) from pg_inherits where inhrelid = 'ticks.tick_20110101_time_idx'::regclass"));
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task Days_before_2000_and_after_tomorrow_are_refused_and_tomorrow_is_not()
    {
        await using var store = await PostgresSome.OpenAsync(database, Cancellation);
        await store.EnsureDayAsync(new DateOnly(2000, 1, 1), Cancellation);
        await store.EnsureDayAsync(Today.AddDays(1), Cancellation);
        Assert.Equal("22008", (await Assert.ThrowsAsync<StoreException>(() => store.EnsureDayAsync(new DateOnly(1999, 12, 31), Cancellation))).SqlState);
        var error = await Assert.ThrowsAsync<StoreException>(() => store.EnsureDayAsync(Today.AddDays(3), Cancellation));
        Assert.Equal(StoreVerdict.BadRows, StoreFaults.Judge(error.SqlState));
    }

    [Fact]
    public async Task A_day_dropped_by_another_process_is_made_again_within_the_commit()
    {
        var (store, epoch, id) = await PostgresSome.StartAsync(database, "day", Cancellation);
        await using var _ = store;
        var (spool, midnight) = (Guid.NewGuid(), PostgresSome.Noon + (TickTime.MicrosecondsPerDay / 2));
        var first = PostgresSome.Batch(epoch, spool, 1, PostgresSome.Trade(id, 1, midnight - 1), PostgresSome.Trade(id, 2, midnight));
        Assert.Equal(2, (await store.CommitAsync(first, Cancellation)).Inserted);
        await database.RunAsync("drop table ticks.tick_20240808, ticks.quote_20240808");
        var second = PostgresSome.Batch(epoch, spool, 2, PostgresSome.Trade(id, 3, midnight - 1), PostgresSome.Trade(id, 4, midnight));
        Assert.Equal(2, (await store.CommitAsync(second, Cancellation)).Inserted);
        await database.RunAsync("drop table ticks.tick_20240808, ticks.quote_20240808");
        await store.ProbeAsync(PostgresSome.Batch(epoch, spool, 3, PostgresSome.Trade(id, 5, midnight - 1)), 0, 1, Cancellation);
        await using var reader = await PostgresSome.Reader(database, Cancellation);
        Assert.Equal([2L, 4L], (await PostgresSome.ReadAllAsync(reader, id, quotes: false, Cancellation)).Select(row => row.Identity));
    }

    [Fact]
    public async Task The_dry_run_finds_the_row_that_a_commit_would_refuse_and_changes_nothing()
    {
        var (store, epoch, id) = await PostgresSome.StartAsync(database, "probe", Cancellation);
        await using var _ = store;
        var spool = Guid.NewGuid();
        Tick[] wrong =
        [
            PostgresSome.Trade(id, 3, TickTime.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddDays(3))),      // after tomorrow
            PostgresSome.Trade(id, 3, TickTime.Earliest - 1),
            PostgresSome.Trade(id, 3, Tick.None),
            PostgresSome.Trade(id, 3, long.MaxValue),
            PostgresSome.Trade(id, 3) with { Received = long.MinValue },
        ];
        foreach (var row in wrong)
        {
            Tick[] rows = [PostgresSome.Trade(id, 1), PostgresSome.Trade(id, 2), row, PostgresSome.Trade(id, 4), PostgresSome.Quote(id, 5)];
            var batch = PostgresSome.Batch(epoch, spool, 1, rows);
            batch.Streams[0] = batch.Streams[0] with { Last = PostgresSome.At(epoch, 5) with { Time = row.Time, Received = row.Received } };
            var commit = await Assert.ThrowsAsync<StoreException>(() => store.CommitAsync(batch, Cancellation));
            Assert.Equal(StoreVerdict.BadRows, StoreFaults.Judge(commit.SqlState));
            Assert.Equal(commit.SqlState, (await Assert.ThrowsAsync<StoreException>(() => store.ProbeAsync(batch, 0, 5, Cancellation))).SqlState);
            await store.ProbeAsync(batch, 0, 2, Cancellation);
            Assert.Equal(commit.SqlState, (await Assert.ThrowsAsync<StoreException>(() => store.ProbeAsync(batch, 2, 1, Cancellation))).SqlState);
            await store.ProbeAsync(batch, 3, 2, Cancellation);
        }

        Assert.Equal(0L, await database.ReadAsync<long>($"select count(*) from ticks.trades where symbol = 'TEST:probe'"));
        Assert.Equal(0, await store.GetCursorAsync(spool, Cancellation));

        // The rest of the last one goes in, with the bad row beside it, although the mark still points at its time.
        var rest = PostgresSome.Batch(epoch, spool, 1, PostgresSome.Trade(id, 1), PostgresSome.Trade(id, 2), PostgresSome.Trade(id, 4));
        var mark = PostgresSome.At(epoch, 5) with { Time = long.MaxValue, Received = long.MinValue };
        rest.Streams[0] = rest.Streams[0] with { Last = mark };
        rest.Quarantined.AddRange(wrong.Select(row => new QuarantinedRow(row, epoch.Lease, "22008 out of range")));
        rest.Latest.Add(new LatestRow(wrong[3], epoch.Lease));
        Assert.Equal(3, (await store.CommitAsync(rest, Cancellation)).Inserted);
        Assert.Equal(5L, await database.ReadAsync<long>($"select count(*) from ticks.quarantine where instrument = {id}"));
        Assert.Equal(0L, await database.ReadAsync<long>($"select count(*) from ticks.latest where instrument = {id} and not isfinite(time)"));
        Assert.Equal(mark, (await store.OpenEpochAsync(PostgresSome.Named("probe"), Cancellation)).Mark);
    }

    [Fact]
    public async Task Old_days_go_whole_with_the_gaps_that_ended_before()
    {
        await using var own = new PostgresDatabase();
        await own.InitializeAsync();
        var (store, epoch, id) = await PostgresSome.StartAsync(own, "old", Cancellation);
        await using var _ = store;
        var spool = Guid.NewGuid();
        var batch = PostgresSome.Batch(epoch, spool, 1);
        for (var day = 0; day < 4; day++)
        {
            var noon = PostgresSome.Noon + (day * TickTime.MicrosecondsPerDay);
            batch.Add(PostgresSome.Trade(id, day, noon));
            batch.Gaps.Add(new Gap(epoch.Stream, GapCause.Closed, PostgresSome.At(epoch, day), PostgresSome.At(epoch, day) with { Received = noon }));
        }

        await store.CommitAsync(batch, Cancellation);
        Assert.Equal(2, await store.DropDaysBeforeAsync(new DateOnly(2024, 8, 10), Cancellation));
        Assert.Equal(0, await store.DropDaysBeforeAsync(new DateOnly(2024, 8, 10), Cancellation));
        await using var reader = await PostgresSome.Reader(own, Cancellation);
        Assert.Equal([2L, 3L], (await PostgresSome.ReadAllAsync(reader, id, quotes: false, Cancellation)).Select(row => row.Identity));
        Assert.Equal(batch.Gaps[2..], (await reader.ListGapsAsync(long.MinValue, long.MaxValue, 10, Cancellation)).Select(gap => gap.Gap));
        // A dropped day that rows still come for is made again.
        Assert.Equal(1, (await store.CommitAsync(PostgresSome.Batch(epoch, spool, 2, PostgresSome.Trade(id, 9)), Cancellation)).Inserted);
    }

    [Fact]
    public async Task A_drop_gives_way_to_a_reader_instead_of_holding_up_commits()
    {
        await using var own = new PostgresDatabase();
        await own.InitializeAsync();
        await using var store = await PostgresSome.OpenAsync(own, Cancellation);
        await store.EnsureDayAsync(new DateOnly(2024, 8, 8), Cancellation);
        await using (var reading = new Npgsql.NpgsqlConnection($"{own.ConnectionString};Pooling=false"))
        {
            await reading.OpenAsync(Cancellation);
            await using var hold = new Npgsql.NpgsqlCommand("begin; select from ticks.tick limit 1", reading);
            await hold.ExecuteNonQueryAsync(Cancellation);
            var error = await Assert.ThrowsAsync<StoreException>(() => store.DropDaysBeforeAsync(new DateOnly(2024, 8, 9), Cancellation));
            Assert.Equal("55P03", error.SqlState);
        }

        Assert.Equal(1, await store.DropDaysBeforeAsync(new DateOnly(2024, 8, 9), Cancellation));
    }
}
