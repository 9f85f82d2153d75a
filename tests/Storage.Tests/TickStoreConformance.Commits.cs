using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

// Cursor, replay, duplicates, fence, marks.
public abstract partial class TickStoreConformance
{
    [Fact]
    public async Task The_cursor_moves_with_each_commit()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        Assert.Equal(0, await Store.GetCursorAsync(Spool, Cancellation));
        await CommitAsync(epoch, Made.Trade(instrument, 1));
        Assert.Equal(1, await Store.GetCursorAsync(Spool, Cancellation));
        await CommitAsync(Made.Batch(Spool, 5, epoch, Made.Trade(instrument, 2)));
        Assert.Equal(5, await Store.GetCursorAsync(Spool, Cancellation));
        await ReopenAsync();
        Assert.Equal(5, await Store.GetCursorAsync(Spool, Cancellation));
    }

    [Fact]
    public async Task A_replay_changes_nothing()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        await CommitAsync(Made.Batch(Spool, 1, epoch, Made.Trade(instrument, 1)));
        await CommitAsync(Made.Batch(Spool, 2, epoch, Made.Trade(instrument, 2)).Through(Made.At(epoch, 2)));
        foreach (var sequence in (long[])[2, 1])
        {
            var replay = Made.Batch(Spool, sequence, epoch, Made.Trade(instrument, 90 + sequence)).Through(Made.At(epoch, 99));
            replay.Gaps.Add(new Gap(epoch.Stream, GapCause.Stall, null, Made.At(epoch, 50)));
            var result = await CommitAsync(replay);
            Assert.True(result.Replayed);
            Assert.Equal((0, 0, 0), (result.Inserted, result.Duplicate, result.FencedRows));
        }

        Assert.Equal([1, 2], (await RowsAsync(instrument)).Select(row => row.Identity));
        Assert.Empty(await GapsAsync());
        Assert.Equal(2, (await OpenEpochAsync()).Mark!.Value.N);
    }

    [Fact]
    public async Task Spools_have_cursors_of_their_own()
    {
        var (epoch, instrument, other) = (await OpenEpochAsync(), await RegisterAsync("A:X"), Guid.NewGuid());
        await CommitAsync(Made.Batch(Spool, 3, epoch, Made.Trade(instrument, 1)));
        Assert.Equal(0, await Store.GetCursorAsync(other, Cancellation));
        Assert.Equal(1, (await CommitAsync(Made.Batch(other, 1, epoch, Made.Trade(instrument, 2)))).Inserted);
        Assert.Equal(3, await Store.GetCursorAsync(Spool, Cancellation));
        Assert.Equal(1, await Store.GetCursorAsync(other, Cancellation));
    }

    [Fact]
    public async Task A_batch_without_rows_moves_cursor_and_mark()
    {
        var epoch = await OpenEpochAsync();
        var result = await CommitAsync(Made.Batch(Spool, 1, epoch).Through(Made.At(epoch, 40)));
        Assert.Equal((false, 0, 0, 0), (result.Replayed, result.Inserted, result.Duplicate, result.FencedRows));
        Assert.Equal(1, await Store.GetCursorAsync(Spool, Cancellation));
        Assert.Equal(40, (await OpenEpochAsync()).Mark!.Value.N);
    }

    [Fact]
    public async Task Duplicates_are_counted_within_and_across_batches_and_the_first_stays()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        var first = await CommitAsync(epoch, Made.Trade(instrument, 1), Made.Trade(instrument, 2), Made.Trade(instrument, 1, price: 5));
        Assert.Equal((2, 1), (first.Inserted, first.Duplicate));
        var second = await CommitAsync(epoch, Made.Trade(instrument, 2, price: 6), Made.Trade(instrument, 3), Made.Quote(instrument, 2),
            Made.Quote(instrument, 2));
        Assert.Equal((2, 2), (second.Inserted, second.Duplicate));
        Assert.All(await RowsAsync(instrument), row => Assert.Equal(6_150_012, row.Price));
        Assert.Single(await RowsAsync(instrument, quotes: true));
    }

    [Fact]
    public async Task Rows_that_differ_in_time_kind_identity_or_instrument_are_no_duplicates()
    {
        var epoch = await OpenEpochAsync();
        var (x, y) = (await RegisterAsync("A:X"), await RegisterAsync("A:Y"));
        var row = Made.Trade(x, 1);
        // A venue that begins its ids anew says another time with them: a store may take two times within 100 microseconds for one.
        var result = await CommitAsync(epoch, row, row with { Time = row.Time + 100 }, row with { Kind = TickKind.AggregateTrade },
            row with { Identity = 2 }, row with { Instrument = y });
        Assert.Equal((5, 0), (result.Inserted, result.Duplicate));
        Assert.Equal(4, (await RowsAsync(x)).Count);
        Assert.Single(await RowsAsync(y));
    }

    [Fact]
    public async Task After_a_new_epoch_the_ones_before_cannot_commit()
    {
        var instrument = await RegisterAsync("A:X");
        var old = await OpenEpochAsync();
        Assert.Equal(1, (await CommitAsync(old, Made.Trade(instrument, 1))).Inserted);
        var current = await OpenEpochAsync();
        var fenced = await CommitAsync(old, Made.Trade(instrument, 2), Made.Quote(instrument, 3));
        Assert.Equal((false, 0, 0, 2), (fenced.Replayed, fenced.Inserted, fenced.Duplicate, fenced.FencedRows));
        Assert.Equal([old.Lease], fenced.FencedLeases);
        Assert.Equal(2, await Store.GetCursorAsync(Spool, Cancellation));
        Assert.Equal(1, (await CommitAsync(current, Made.Trade(instrument, 4))).Inserted);
        Assert.Equal([1, 4], (await RowsAsync(instrument)).Select(row => row.Identity));
        Assert.Empty(await RowsAsync(instrument, quotes: true));
    }

    [Fact]
    public async Task Marks_gaps_and_newest_prices_of_a_fenced_lease_stay_out()
    {
        var instrument = await RegisterAsync("A:X");
        var old = await OpenEpochAsync();
        await CommitAsync(Next(old, Made.Trade(instrument, 1)).Through(Made.At(old, 1)));
        await OpenEpochAsync();
        var batch = Next(old, Made.Trade(instrument, 2)).Through(Made.At(old, 2)).With(new Gap(old.Stream, GapCause.Stall, Made.At(old, 1), Made.At(old, 2)));
        batch.Latest.Add(new LatestRow(Made.Trade(instrument, 3, price: 99, priceScale: 0), old.Lease));
        await CommitAsync(batch);
        Assert.Empty(await GapsAsync());
        Assert.Equal(1, (await OpenEpochAsync()).Mark!.Value.N);
        Assert.DoesNotContain("99", await AskAsync("select price from {schema}last_price"));
    }

    [Fact]
    public async Task Only_the_fenced_part_of_a_batch_is_left_out()
    {
        var instrument = await RegisterAsync("A:X");
        var old = await OpenEpochAsync();
        var other = await Store.OpenEpochAsync(Key("feed:test|set:0000aaaa/1"), Cancellation);
        var current = await OpenEpochAsync();
        var batch = Next(old, Made.Trade(instrument, 1), Made.Trade(instrument, 2)).With(other, [Made.Trade(instrument, 3)])
            .With(current, [Made.Trade(instrument, 4), Made.Trade(instrument, 3)]);
        batch.With(new Gap(old.Stream, GapCause.Epoch, Made.At(old, 2), Made.At(current, 1)));
        var result = await CommitAsync(batch);
        Assert.Equal((2, 1, 2), (result.Inserted, result.Duplicate, result.FencedRows));
        Assert.Equal([old.Lease], result.FencedLeases);
        Assert.Equal([3, 4], (await RowsAsync(instrument)).Select(row => row.Identity));
        Assert.Equal(GapCause.Epoch, Assert.Single(await GapsAsync()).Gap.Cause);
    }

    [Fact]
    public async Task A_lease_that_was_never_given_is_fenced()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        var result = await CommitAsync(epoch with { Lease = epoch.Lease + 1_000 }, Made.Trade(instrument, 1));
        Assert.Equal((0, 1), (result.Inserted, result.FencedRows));
        Assert.Empty(await RowsAsync(instrument));
    }

    [Fact]
    public async Task A_new_epoch_tells_the_last_position_of_the_stream()
    {
        var (first, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        Assert.Null(first.Mark);
        var mark = new Position(first.Lease, 4_000_000_000, 3, 77, instrument, TickKind.Quote, long.MaxValue, Made.Day + 5, Made.Day + 2);
        await CommitAsync(Next(first, Made.Trade(instrument, 1)).Through(mark));
        await ReopenAsync();
        Assert.Equal(mark, (await OpenEpochAsync()).Mark);
        Assert.Null((await Store.OpenEpochAsync(Key("feed:test|set:0000aaaa/1"), Cancellation)).Mark);
    }

    [Fact]
    public async Task Marks_only_move_forward()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        await CommitAsync(Next(epoch, Made.Trade(instrument, 1)).Through(Made.At(epoch, 10)));
        await CommitAsync(Next(epoch, Made.Trade(instrument, 2)).Through(Made.At(epoch, 4)));
        var next = await OpenEpochAsync();
        Assert.Equal((epoch.Lease, 10L), (next.Mark!.Value.Lease, next.Mark.Value.N));
        await CommitAsync(Next(next, Made.Trade(instrument, 3)).Through(Made.At(next, 1)));
        var after = await OpenEpochAsync();
        Assert.Equal((next.Lease, 1L), (after.Mark!.Value.Lease, after.Mark.Value.N));
    }

    [Fact]
    public async Task A_reopened_store_keeps_all()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        await CommitAsync(Next(epoch, Enumerable.Range(1, 500).SelectMany(i => new[] { Made.Trade(instrument, i), Made.Quote(instrument, i) }))
            .With(new Gap(epoch.Stream, GapCause.Closed, null, Made.At(epoch, 1))));
        var before = (Made.Md5(await RowsAsync(instrument)), Made.Md5(await RowsAsync(instrument, quotes: true)), (await GapsAsync()).Count);
        await ReopenAsync();
        Assert.Equal(before, (Made.Md5(await RowsAsync(instrument)), Made.Md5(await RowsAsync(instrument, quotes: true)), (await GapsAsync()).Count));
        Assert.Equal(500, (await RowsAsync(instrument)).Count);
        Assert.Equal(1, (await CommitAsync(epoch, Made.Trade(instrument, 501))).Inserted);
    }

    [Fact]
    public async Task A_cancelled_commit_leaves_the_store_usable_and_may_be_repeated()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        var batch = Next(epoch, Enumerable.Range(1, 5_000).Select(i => Made.Trade(instrument, i)));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.CommitAsync(batch, cancelled.Token));
        Assert.Equal(0, await Store.GetCursorAsync(Spool, Cancellation));

        using var soon = new CancellationTokenSource();
        var running = Store.CommitAsync(batch, soon.Token);
        await soon.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // In or out, both are right; the repetition says which.
        }

        await CommitAsync(batch);
        Assert.Equal(5_000, (await RowsAsync(instrument)).Count);
        Assert.Equal(1, await Store.GetCursorAsync(Spool, Cancellation));
    }
}
