using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;
using OrleansTicks.Testing;
using Xunit;
using static SQLitePCL.raw;

namespace OrleansTicks.Storage.Tests;

/// <summary>What only this store has: its file, its checks, its error codes.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private string File => _folder.File("ticks.db");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_folder_is_made_and_every_commit_is_flushed()
    {
        var file = Path.Combine(_folder.Path, "new", "deep", "ticks.db");
        await using (await SqliteChild.OpenAsync(file)) Assert.True(System.IO.File.Exists(file));
        using var connection = SqliteConnections.OpenWriter(file);
        Assert.Equal("wal", connection.Scalar("pragma journal_mode"));
        Assert.Equal(2L, connection.Scalar("pragma synchronous"));
        Assert.Equal(0L, connection.Scalar("pragma secure_delete"));
    }

    [Theory]
    [InlineData("insert into migration values (90, '0090_later', 'x', 0)", "newer")]
    [InlineData("update migration set checksum = 'other' where number = 2", "0002_views")]
    public async Task A_schema_that_this_build_does_not_know_is_refused(string change, string expected)
    {
        await using (await SqliteChild.OpenAsync(File))
        {
            // Made, and closed again.
        }

        using (var connection = SqliteConnections.OpenWriter(File)) connection.Execute(change);
        foreach (var open in (Func<Task>[])[() => SqliteChild.OpenAsync(File), () => SqliteReader.OpenAsync(File, Cancellation)])
        {
            var refused = await Assert.ThrowsAsync<StoreRefusedException>(open);
            Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_of_another_program_is_refused_and_left_alone()
    {
        using (var connection = SqliteConnections.OpenWriter(File)) connection.Execute("create table mine (x)");
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => SqliteChild.OpenAsync(File));
        Assert.Contains("another program", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreRefusedException>(() => SqliteReader.OpenAsync(File, Cancellation));
        using var again = SqliteConnections.OpenWriter(File);
        Assert.Equal(["mine"], again.Query("select name from sqlite_schema", row => row.GetString(0)));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_damage()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 10_000), Cancellation);
        Assert.Equal("XX001", (await Assert.ThrowsAsync<StoreException>(() => SqliteChild.OpenAsync(File))).SqlState);
        Assert.Equal("XX001", (await Assert.ThrowsAsync<StoreException>(() => SqliteReader.OpenAsync(File, Cancellation))).SqlState);
    }

    [Theory]
    [InlineData(SQLITE_FULL, "53100", StoreVerdict.TryAgain)]
    [InlineData(SQLITE_BUSY, "55P03", StoreVerdict.TryAgain)]
    [InlineData(SQLITE_LOCKED, "55P03", StoreVerdict.TryAgain)]
    [InlineData(SQLITE_IOERR, "58030", StoreVerdict.TryAgain)]
    [InlineData(SQLITE_CANTOPEN, "58030", StoreVerdict.TryAgain)]
    [InlineData(SQLITE_INTERRUPT, "57014", StoreVerdict.TryAgain)]
    [InlineData(SQLITE_READONLY, "25006", StoreVerdict.TryAgain)]
    [InlineData(SQLITE_CONSTRAINT, "23000", StoreVerdict.BadRows)]
    [InlineData(SQLITE_RANGE, "22003", StoreVerdict.BadRows)]
    [InlineData(SQLITE_CORRUPT, "XX001", StoreVerdict.Park)]
    [InlineData(SQLITE_NOTADB, "XX001", StoreVerdict.Park)]
    [InlineData(SQLITE_MISUSE, "XX000", StoreVerdict.Park)]
    public void Every_code_is_judged_by_the_one_table(int code, string sqlState, StoreVerdict verdict)
    {
        Assert.Equal(sqlState, SqliteErrors.SqlState(code));
        Assert.Equal(verdict, StoreFaults.Judge(sqlState));
        Assert.Equal("sqlite x.db: a 'thing' is wrong",
            SqliteErrors.Translate(new SqliteException($"SQLite Error {code}: 'a 'thing' is wrong'.", code), "x.db").Message);
    }

    [Fact]
    public async Task A_file_that_another_program_has_locked_is_waited_for_and_then_reported()
    {
        await using var store = await SqliteChild.OpenAsync(File);
        using (var other = SqliteConnections.OpenWriter(File))
        {
            other.Run("begin immediate");
            Assert.Equal("55P03", (await Assert.ThrowsAsync<StoreException>(() => store.RegisterInstrumentsAsync(["A:X"], Cancellation))).SqlState);
            other.Run("rollback");
        }

        Assert.Single(await store.RegisterInstrumentsAsync(["A:X"], Cancellation));
    }

    [Fact]
    public async Task Rows_that_break_the_rules_of_their_table_are_bad_rows()
    {
        await using var store = await SqliteChild.OpenAsync(File);
        var epoch = await store.OpenEpochAsync(KillTests.Stream, Cancellation);
        Tick[] bad =
        [
            Made.Trade(1, 1) with { Kind = TickKind.None }, Made.Trade(1, 1) with { Kind = (TickKind)5 }, Made.Trade(0, 1), Made.Trade(-1, 1),
            Made.Trade(1, 1) with { PriceScale = 19 },
            Made.Trade(1, 1) with { SizeScale = 19 }, Made.Quote(1, 1) with { PriceScale = 200 }, Made.Quote(1, 1) with { SizeScale = 19 },
            Made.Quote(1, 1) with { AskScale = 19 },
            Made.Quote(1, 1) with { AskSizeScale = 255 }, Made.Quote(0, 1), Made.Trade(1, 1) with { Received = long.MinValue },
        ];
        foreach (var row in bad)
        {
            var batch = Made.Batch(KillTests.Spool, 1, epoch, Made.Trade(1, 0), row);
            foreach (var attempt in (Func<Task>[])[() => store.CommitAsync(batch, Cancellation), () => store.ProbeAsync(batch, 1, 1, Cancellation)])
            {
                var error = await Assert.ThrowsAsync<StoreException>(attempt);
                Assert.Equal(StoreVerdict.BadRows, StoreFaults.Judge(error.SqlState));
            }

            await store.ProbeAsync(batch, 0, 1, Cancellation);
        }

        var misplaced = Made.Batch(KillTests.Spool, 1, epoch, Made.Trade(1, 0));
        misplaced.Add(Made.Trade(1, 1) with { Slot = 1 });
        Assert.Equal("22023", (await Assert.ThrowsAsync<StoreException>(() => store.CommitAsync(misplaced, Cancellation))).SqlState);
        Assert.Equal(0, await store.GetCursorAsync(KillTests.Spool, Cancellation));
    }

    [Fact]
    public async Task Tomorrow_is_what_the_clock_says_and_an_epoch_never_goes_back_with_it()
    {
        var time = new FakeTime(new DateTimeOffset(2026, 1, 5, 23, 59, 59, TimeSpan.Zero));
        await using var store = new SqliteStore(File, time, NullLoggerFactory.Instance);
        await store.OpenAsync(new StoreOpening(Simulated: true), Cancellation);
        await store.EnsureDayAsync(new DateOnly(2026, 1, 6), Cancellation);
        await Assert.ThrowsAsync<StoreException>(() => store.EnsureDayAsync(new DateOnly(2026, 1, 7), Cancellation));
        var first = await store.OpenEpochAsync(KillTests.Stream, Cancellation);
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds(), first.Epoch);
        Assert.Equal(first.Epoch + 1, (await store.OpenEpochAsync(KillTests.Stream, Cancellation)).Epoch);
        time.Advance(TimeSpan.FromSeconds(1));
        await store.EnsureDayAsync(new DateOnly(2026, 1, 7), Cancellation);
        Assert.Equal(first.Epoch + 1_000, (await store.OpenEpochAsync(KillTests.Stream, Cancellation)).Epoch);
    }

    [Fact]
    public async Task The_views_join_more_days_than_one_union_can()
    {
        await using var store = await SqliteChild.OpenAsync(File);
        var (days, first) = (505, new DateOnly(2023, 1, 1));
        var instrument = (await store.RegisterInstrumentsAsync(["A:X"], Cancellation))[0].Id;
        var epoch = await store.OpenEpochAsync(KillTests.Stream, Cancellation);
        await store.CommitAsync(Made.Batch(KillTests.Spool, 1, epoch, Enumerable.Range(0, days).Select(day =>
            Made.Trade(instrument, day, TickTime.FromDateTimeOffset(new DateTimeOffset(first.AddDays(day), TimeOnly.MinValue, TimeSpan.Zero))))), Cancellation);
        using var other = SqliteConnections.OpenReader(File);
        Assert.Equal((long)days, other.Scalar("select count(*) from trades"));
        Assert.Equal(["504"], other.Query("select id from trades order by time_ns desc limit 1", row => row.GetString(0)));
        Assert.Equal(3, await store.DropDaysBeforeAsync(first.AddDays(3), Cancellation));
        Assert.Equal(days - 3L, other.Scalar("select count(*) from trades"));
    }

    [Fact]
    public async Task Exact_sums_are_possible_in_SQL()
    {
        await using var store = await SqliteChild.OpenAsync(File);
        var instrument = (await store.RegisterInstrumentsAsync(["BINANCE:BTCUSDT"], Cancellation))[0].Id;
        var epoch = await store.OpenEpochAsync(KillTests.Stream, Cancellation);
        await store.CommitAsync(Made.Batch(KillTests.Spool, 1, epoch, [
            Made.Trade(instrument, 1) with { Size = 1, SizeScale = 5 }, Made.Trade(instrument, 2) with { Size = 2, SizeScale = 1 },
            Made.Trade(instrument, 3) with { Size = 212, SizeScale = 0 },
        ]), Cancellation);
        using var connection = SqliteConnections.OpenReader(File);
        // As docs/data-sqlite.md has it.
        Assert.Equal("212.20001000", connection.Scalar("""
            select printf('%d.%08d', total / 100000000, total % 100000000)
            from (select sum(size_mantissa * cast('1' || substr('00000000', 1, 8 - size_scale) as integer)) as total
                from trades where symbol = 'BINANCE:BTCUSDT')
            """));
    }

    public void Dispose() => _folder.Dispose();
}
