using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>Readers beside a running node, and without a store.</summary>
public sealed class SqliteReaderTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private string File => _folder.File("ticks.db");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reader_sees_what_is_committed_while_the_node_goes_on()
    {
        await using var store = await SqliteChild.OpenAsync(File);
        var instrument = (await store.RegisterInstrumentsAsync(["A:X"], Cancellation))[0].Id;
        var epoch = await store.OpenEpochAsync(KillTests.Stream, Cancellation);
        await using var reader = await SqliteReader.OpenAsync(File, Cancellation);
        for (var sequence = 1; sequence <= 5; sequence++)
        {
            await store.CommitAsync(Made.Batch(KillTests.Spool, sequence, epoch,
                Enumerable.Range(sequence * 1_000, 1_000).Select(i => Made.Trade(instrument, i))), Cancellation);
            Assert.Equal(sequence * 1_000, (await reader.ReadTicksAsync(instrument, quotes: false, 0, long.MaxValue, Cancellation).ToListAsync()).Count);
        }

        Assert.Equal(["A:X"], (await reader.ListInstrumentsAsync(Cancellation)).Select(known => known.Name));
    }

    [Fact]
    public async Task A_reading_that_waits_for_its_user_neither_stops_commits_nor_keeps_the_log()
    {
        await using var store = await SqliteChild.OpenAsync(File);
        var instrument = (await store.RegisterInstrumentsAsync(["A:X"], Cancellation))[0].Id;
        var epoch = await store.OpenEpochAsync(KillTests.Stream, Cancellation);
        await CommitAsync(1, 9_000);
        await using var reader = await SqliteReader.OpenAsync(File, Cancellation);
        await using var rows = reader.ReadTicksAsync(instrument, quotes: false, 0, long.MaxValue, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await rows.MoveNextAsync());
        for (var sequence = 2; sequence < 40; sequence++) await CommitAsync(sequence, 5_000);
        Assert.True(new FileInfo(File + "-wal").Length < 12 << 20, $"the log has {new FileInfo(File + "-wal").Length} bytes");
        var read = 1;
        while (await rows.MoveNextAsync()) read++;
        Assert.Equal(9_000 + (38 * 5_000), read);

        Task CommitAsync(int sequence, int count) => store.CommitAsync(
            Made.Batch(KillTests.Spool, sequence, epoch, Enumerable.Range(sequence * 10_000, count).Select(i => Made.Trade(instrument, i))), Cancellation);
    }

    [Fact]
    public async Task A_day_may_be_dropped_under_a_reading()
    {
        await using var store = await SqliteChild.OpenAsync(File);
        var instrument = (await store.RegisterInstrumentsAsync(["A:X"], Cancellation))[0].Id;
        var epoch = await store.OpenEpochAsync(KillTests.Stream, Cancellation);
        await store.CommitAsync(
            Made.Batch(KillTests.Spool, 1, epoch, Enumerable.Range(0, 3).SelectMany(day =>
                Enumerable.Range(0, 5_000).Select(i => Made.Trade(instrument, i, Made.Day + (day * TickTime.MicrosecondsPerDay) + i)))), Cancellation);
        await using var reader = await SqliteReader.OpenAsync(File, Cancellation);
        var read = 0;
        await foreach (var row in reader.ReadTicksAsync(instrument, quotes: false, 0, long.MaxValue, Cancellation))
        {
            if (read++ == 0) Assert.Equal(2, await store.DropDaysBeforeAsync(new DateOnly(2024, 8, 10), Cancellation));
        }

        Assert.Equal(4_096 + 5_000, read);                                                // what was fetched already, and the day that is left
    }

    [Fact]
    public async Task A_reader_without_a_node_reads_and_changes_nothing()
    {
        await using (var store = await SqliteChild.OpenAsync(File)) await store.RegisterInstrumentsAsync(["A:X"], Cancellation);
        var before = await System.IO.File.ReadAllBytesAsync(File, Cancellation);
        await using (var reader = await SqliteReader.OpenAsync(File, Cancellation)) Assert.Single(await reader.ListInstrumentsAsync(Cancellation));
        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(File, Cancellation));
        using var connection = SqliteConnections.OpenReader(File);
        Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => connection.Execute("delete from instrument"));
    }

    [Fact]
    public async Task A_missing_file_is_named_and_not_made()
    {
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => SqliteReader.OpenAsync(File, Cancellation));
        Assert.Contains(File, refused.Message, StringComparison.Ordinal);
        Assert.Contains("--store", refused.Message, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
    }

    public void Dispose() => _folder.Dispose();
}
