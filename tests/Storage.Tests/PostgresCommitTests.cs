using OrleansTicks.Core;
using OrleansTicks.Testing;
using Xunit;

namespace OrleansTicks.Storage.Tests;

public sealed class PostgresCommitTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private readonly Guid _spool = Guid.NewGuid();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_field_of_a_row_comes_back()
    {
        var (store, epoch, id) = await StartAsync("every-field");
        await using var _ = store;
        var trade = PostgresSome.Trade(id, 42) with
        {
            Flags = 0xFFFF, Kind = TickKind.AggregateTrade, Identity = long.MaxValue,
            Price = long.MinValue, PriceScale = 18, Size = long.MaxValue, SizeScale = 17,
        };
        var quote = PostgresSome.Quote(id, 43) with { Ask = long.MaxValue, AskScale = 18, AskSize = 1, PriceScale = 16, Flags = 0x8001 };
        var result = await store.CommitAsync(PostgresSome.Batch(epoch, _spool, 1, trade, quote), Cancellation);
        Assert.Equal((2, 0, 0), (result.Inserted, result.Duplicate, result.FencedRows));
        Assert.False(result.Replayed);

        await using var reader = await PostgresSome.Reader(database, Cancellation);
        Assert.Equal([trade], await PostgresSome.ReadAllAsync(reader, id, quotes: false, Cancellation));
        Assert.Equal([quote], await PostgresSome.ReadAllAsync(reader, id, quotes: true, Cancellation));
    }

    [Fact]
    public async Task Rows_that_are_there_already_are_counted_and_the_others_go_in()
    {
        var (store, epoch, id) = await StartAsync("duplicates");
        await using var _ = store;
        Task<CommitResult> Commit(int sequence, params ReadOnlySpan<Tick> rows) =>
            store.CommitAsync(PostgresSome.Batch(epoch, _spool, sequence, rows), Cancellation);
        await Commit(1, PostgresSome.Trade(id, 1), PostgresSome.Trade(id, 2), PostgresSome.Quote(id, 1));
        var first = await Commit(2, PostgresSome.Trade(id, 2), PostgresSome.Trade(id, 3), PostgresSome.Quote(id, 1), PostgresSome.Quote(id, 2));
        Assert.Equal((2, 2), (first.Inserted, first.Duplicate));
        // After duplicates the store looks for them at once; also twice the same row in one batch.
        var second = await Commit(3, PostgresSome.Trade(id, 3), PostgresSome.Trade(id, 4), PostgresSome.Trade(id, 4));
        Assert.Equal((1, 2), (second.Inserted, second.Duplicate));

        await using var reader = await PostgresSome.Reader(database, Cancellation);
        Assert.Equal([1, 2, 3, 4], (await PostgresSome.ReadAllAsync(reader, id, quotes: false, Cancellation)).Select(row => row.Identity));
        Assert.Equal([1, 2], (await PostgresSome.ReadAllAsync(reader, id, quotes: true, Cancellation)).Select(row => row.Identity));
    }

    [Fact]
    public async Task A_batch_whose_reply_was_lost_changes_nothing_the_second_time()
    {
        var (store, epoch, id) = await StartAsync("lost-reply");
        await using var _ = store;
        var batch = PostgresSome.Batch(epoch, _spool, 7, PostgresSome.Trade(id, 1));
        batch.Gaps.Add(new Gap(epoch.Stream, GapCause.Closed, null, PostgresSome.At(epoch, 1)));
        batch.Quarantined.Add(new QuarantinedRow(PostgresSome.Trade(id, 9), epoch.Lease, "because\0of a test"));
        Assert.False((await store.CommitAsync(batch, Cancellation)).Replayed);
        await using var other = await PostgresSome.OpenAsync(database, Cancellation);
        var again = await other.CommitAsync(batch, Cancellation);
        Assert.Equal((true, 0, 0), (again.Replayed, again.Inserted, again.Duplicate));
        Assert.True((await store.CommitAsync(PostgresSome.Batch(epoch, _spool, 6, PostgresSome.Trade(id, 2)), Cancellation)).Replayed);
        Assert.Equal(7, await store.GetCursorAsync(_spool, Cancellation));
        Assert.Equal(0, await store.GetCursorAsync(Guid.NewGuid(), Cancellation));
        Assert.Equal(1L, await database.ReadAsync<long>($"select count(*) from ticks.tick where instrument = {id}"));
        Assert.Equal(1L, await database.ReadAsync<long>($"select count(*) from ticks.gap where stream = {epoch.Stream}"));
        Assert.Equal("because of a test", await database.ReadAsync<string>($"select string_agg(reason, ',') from ticks.quarantine where instrument = {id}"));
    }

    [Fact]
    public async Task What_an_ownership_that_ended_still_sends_is_left_out_and_counted()
    {
        var (store, old, id) = await StartAsync("fenced");
        await using var _ = store;
        await store.CommitAsync(PostgresSome.Batch(old, _spool, 1, PostgresSome.Trade(id, 1), PostgresSome.Trade(id, 2)), Cancellation);
        var taken = await store.OpenEpochAsync(PostgresSome.Named("fenced"), Cancellation);
        Assert.True(taken.Epoch > old.Epoch);
        Assert.Equal(PostgresSome.At(old, 2), taken.Mark);
        var bystander = await store.OpenEpochAsync(PostgresSome.Named("bystander"), Cancellation);

        var batch = PostgresSome.Batch(old, _spool, 2, PostgresSome.Trade(id, 3), PostgresSome.Trade(id, 4), PostgresSome.Quote(id, 3));
        batch.Streams.Add(new BatchStream(bystander.Stream, bystander.Lease, bystander.Epoch, 1, PostgresSome.At(bystander, 5)));
        batch.Add(PostgresSome.Trade(id, 5) with { Slot = 1 });
        batch.Gaps.Add(new Gap(old.Stream, GapCause.Closed, null, PostgresSome.At(old, 4)));
        batch.Gaps.Add(new Gap(bystander.Stream, GapCause.Stall, PostgresSome.At(bystander, 1), PostgresSome.At(bystander, 5), id, TickKind.Trade, 3));
        batch.Latest.Add(new LatestRow(PostgresSome.Trade(id, 4), old.Lease));
        var result = await store.CommitAsync(batch, Cancellation);
        Assert.Equal((1, 0, 3), (result.Inserted, result.Duplicate, result.FencedRows));
        Assert.Equal([old.Lease], result.FencedLeases);

        await using var reader = await PostgresSome.Reader(database, Cancellation);
        Assert.Equal([1, 2, 5], (await PostgresSome.ReadAllAsync(reader, id, quotes: false, Cancellation)).Select(row => row.Identity));
        Assert.Equal(2, (await store.OpenEpochAsync(PostgresSome.Named("fenced"), Cancellation)).Mark?.N);
        var gaps = await reader.ListGapsAsync(long.MinValue, long.MaxValue, 100, Cancellation);
        Assert.Equal([("type:bystander/0", batch.Gaps[1])], gaps.Where(gap => gap.Gap.Stream == old.Stream || gap.Gap.Stream == bystander.Stream));
        Assert.Equal(2L, await database.ReadAsync<long>($"select identity from ticks.latest where instrument = {id}"));
    }

    [Fact]
    public async Task A_mark_moves_forward_only_within_its_ownership()
    {
        var (store, epoch, id) = await StartAsync("marks");
        await using var _ = store;
        var batch = PostgresSome.Batch(epoch, _spool, 1, PostgresSome.Trade(id, 1));
        batch.Streams[0] = batch.Streams[0] with { Last = PostgresSome.At(epoch, 100) };
        await store.CommitAsync(batch, Cancellation);
        var other = PostgresSome.Batch(epoch, Guid.NewGuid(), 1, PostgresSome.Trade(id, 2));
        await store.CommitAsync(other, Cancellation);
        var next = await store.OpenEpochAsync(PostgresSome.Named("marks"), Cancellation);
        Assert.Equal(PostgresSome.At(epoch, 100), next.Mark);
        await store.CommitAsync(PostgresSome.Batch(next, _spool, 2, PostgresSome.Trade(id, 3)), Cancellation);
        Assert.Equal(PostgresSome.At(next, 1), (await store.OpenEpochAsync(PostgresSome.Named("marks"), Cancellation)).Mark);
    }

    [Fact]
    public async Task Latest_keeps_the_newest_and_books_know_what_came_after_it()
    {
        var (store, epoch, id) = await StartAsync("latest");
        await using var _ = store;
        var batch = PostgresSome.Batch(epoch, _spool, 1, PostgresSome.Trade(id, 5), PostgresSome.Quote(id, 8));
        batch.Latest.Add(new LatestRow(PostgresSome.Trade(id, 5), epoch.Lease));
        await store.CommitAsync(batch, Cancellation);
        var older = PostgresSome.Batch(epoch, _spool, 2, PostgresSome.Trade(id, 4));
        older.Latest.Add(new LatestRow(PostgresSome.Trade(id, 4), epoch.Lease));
        await store.CommitAsync(older, Cancellation);
        var later = PostgresSome.Batch(epoch, _spool, 3, PostgresSome.Trade(id, 6), PostgresSome.Trade(id, 2) with { Kind = TickKind.LastPrice });
        await store.CommitAsync(later, Cancellation);
        Assert.Equal(5L, await database.ReadAsync<long>($"select id from ticks.last_price where instrument = {id}"));
        Assert.Equal(10.0m, await database.ReadAsync<decimal>($"select bid from ticks.last_price where instrument = {id}"));
        // Trade 2 came later, though its time is earlier than what latest shows: only newer rows count as the newest id.
        var books = await store.LoadBooksAsync([id], Cancellation);
        Assert.Equal(
            [new BookMark(id, TickKind.Trade, 6, PostgresSome.Noon + 6), new BookMark(id, TickKind.Quote, 8, PostgresSome.Noon + 8)],
            books.Where(book => book.Kind != TickKind.LastPrice));
    }

    [Fact]
    public async Task A_row_of_a_slot_that_the_batch_does_not_declare_is_the_callers_fault()
    {
        var (store, epoch, id) = await StartAsync("slots");
        await using var _ = store;
        var wrong = PostgresSome.Batch(epoch, _spool, 1, PostgresSome.Trade(id, 1) with { Slot = 1 });
        await Assert.ThrowsAsync<ArgumentException>(() => store.CommitAsync(wrong, Cancellation));
        Assert.Equal(1, (await store.CommitAsync(PostgresSome.Batch(epoch, _spool, 1, PostgresSome.Trade(id, 1)), Cancellation)).Inserted);
    }

    [Fact]
    public async Task A_batch_of_marks_and_gaps_alone_is_committed()
    {
        var (store, epoch, _) = await StartAsync("no-rows");
        await using var __ = store;
        var batch = PostgresSome.Batch(epoch, _spool, 1);
        var (last, first) = (PostgresSome.At(epoch, 1) with { Time = Tick.None }, PostgresSome.At(epoch, 2) with { Time = long.MaxValue });
        batch.Gaps.Add(new Gap(epoch.Stream, GapCause.Rejected, last, first));
        Assert.Equal(0, (await store.CommitAsync(batch, Cancellation)).Inserted);
        await using var reader = await PostgresSome.Reader(database, Cancellation);
        Assert.Contains(("type:no-rows/0", batch.Gaps[0]), await reader.ListGapsAsync(PostgresSome.Noon, PostgresSome.Noon + 10, 100, Cancellation));
        Assert.DoesNotContain(("type:no-rows/0", batch.Gaps[0]), await reader.ListGapsAsync(PostgresSome.Noon + 3, PostgresSome.Noon + 10, 100, Cancellation));
    }

    [Fact]
    public async Task Any_isolation_but_read_committed_is_refused()
    {
        var (first, epoch, id) = await StartAsync("isolation");
        await using var _ = first;
        await using var store = await PostgresSome.OpenAsync(database, Cancellation, "Options=-c default_transaction_isolation=serializable");
        var batch = PostgresSome.Batch(epoch, _spool, 1, PostgresSome.Trade(id, 1));
        var error = await Assert.ThrowsAsync<StoreException>(() => store.CommitAsync(batch, Cancellation));
        Assert.Equal("ZF002", error.SqlState);
        Assert.Equal(StoreVerdict.Park, StoreFaults.Judge(error.SqlState));
    }

    private Task<(PostgresStore Store, StreamEpoch Epoch, int Instrument)> StartAsync(string name) => PostgresSome.StartAsync(database, name, Cancellation);
}
