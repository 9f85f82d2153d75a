using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>What a past owner may still store: what it had received before its successor began, and nothing else.</summary>
public abstract partial class TickStoreConformance
{
    /// <summary>A batch of a past owner, all of it received by that moment of the store's clock.</summary>
    private TickBatch ReceivedBy(long storeTime, StreamEpoch epoch, long firstN, params IEnumerable<Tick> ticks)
    {
        var batch = new TickBatch(16) { Spool = Spool, Sequence = ++_sequence }.With(epoch, ticks, firstN);
        batch.Streams[0] = batch.Streams[0] with { ReceivedBy = storeTime };
        return batch;
    }

    private async Task<(StreamEpoch Old, StreamEpoch New, long Taken, int Instrument)> TakenOverAsync()
    {
        var instrument = await RegisterAsync("A:X");
        await WantAsync();
        var old = (await TakeAsync(One)).Granted!;
        await CommitAsync(ReceivedBy(1, old, 1, Made.Trade(instrument, 1)));
        await ExpireAsync(old.Stream, TimeSpan.FromMinutes(1));
        var taken = await TakeAsync(Two);
        return (old, taken.Granted!, taken.StoreTime, instrument);
    }

    [Fact]
    public async Task What_was_received_before_the_successor_began_is_stored_behind_it()
    {
        var (old, _, taken, instrument) = await TakenOverAsync();
        var result = await CommitAsync(ReceivedBy(taken, old, 2, Made.Trade(instrument, 2)));
        Assert.Equal((1, 0), (result.Inserted, result.FencedRows));
        Assert.Equal([old.Lease], result.PastLeases);
        Assert.Empty(result.FencedLeases);
    }

    [Fact]
    public async Task What_was_received_later_or_who_knows_when_is_not()
    {
        var (old, _, taken, instrument) = await TakenOverAsync();
        foreach (var by in new[] { taken + 1, taken + 1_000_000, 0 })
        {
            var result = await CommitAsync(ReceivedBy(by, old, 2, Made.Trade(instrument, 2)));
            Assert.Equal((0, 1), (result.Inserted, result.FencedRows));
            Assert.Equal([old.Lease], result.FencedLeases);
            Assert.Empty(result.PastLeases);
        }

        Assert.Equal([1], (await RowsAsync(instrument)).Select(row => row.Identity));
    }

    [Fact]
    public async Task The_same_lease_of_another_life_is_nobodys()
    {
        var instrument = await RegisterAsync("A:X");
        await WantAsync();
        var mine = (await TakeAsync(One)).Granted!;
        var other = mine with { Epoch = mine.Epoch - 1 };                                                  // as before the store was restored from a copy
        Assert.Equal(1, (await CommitAsync(ReceivedBy(0, other, 1, Made.Trade(instrument, 1)))).FencedRows);
        Assert.Equal(1, (await CommitAsync(ReceivedBy(0, mine, 1, Made.Trade(instrument, 1)))).Inserted);
    }

    [Fact]
    public async Task Joined_batches_of_a_past_owner_are_given_back_untouched()
    {
        var (old, current, taken, instrument) = await TakenOverAsync();
        var batch = ReceivedBy(taken - 1, old, 2, Made.Trade(instrument, 2));
        batch.Append(ReceivedBy(taken + 1, old, 3, Made.Trade(instrument, 3)));
        var cursor = await Store.GetCursorAsync(Spool, Cancellation);
        Assert.Equal(StoreFaults.Fenced, (await Assert.ThrowsAsync<StoreException>(() => CommitAsync(batch))).SqlState);
        Assert.Equal(cursor, await Store.GetCursorAsync(Spool, Cancellation));
        Assert.Equal([1], (await RowsAsync(instrument)).Select(row => row.Identity));
        var own = ReceivedBy(0, current, 1, Made.Trade(instrument, 4));
        own.Append(ReceivedBy(0, current, 2, Made.Trade(instrument, 5)));
        Assert.Equal(2, (await CommitAsync(own)).Inserted);
    }

    [Fact]
    public async Task The_successors_gap_shrinks_by_what_comes_in_behind_it()
    {
        var (old, current, taken, instrument) = await TakenOverAsync();
        Assert.Equal(1, current.Mark!.Value.N);
        await CommitAsync(ReceivedBy(0, current, 1, Made.Trade(instrument, 9)).With(new Gap(current.Stream, GapCause.Epoch, current.Mark, Made.At(current, 1, Made.Trade(instrument, 9)))));
        await CommitAsync(ReceivedBy(taken, old, 2, Made.Trade(instrument, 2), Made.Trade(instrument, 3)));
        var gap = Assert.Single(await GapsAsync()).Gap;
        Assert.Equal((old.Lease, 3L, 3L), (gap.Last!.Value.Lease, gap.Last.Value.N, gap.Last.Value.Identity));
        Assert.Equal((current.Lease, 1L), (gap.First.Lease, gap.First.N));
        await Store.Leases.LeaveAsync(Two, Cancellation);
        Assert.Equal(current.Lease, (await TakeAsync(Two)).Granted!.Mark!.Value.Lease);                    // the mark is the newer owner's
    }

    [Fact]
    public async Task A_gap_that_is_written_after_them_begins_behind_them()
    {
        var (old, current, taken, instrument) = await TakenOverAsync();
        await CommitAsync(ReceivedBy(taken, old, 2, Made.Trade(instrument, 2), Made.Trade(instrument, 3)));
        await CommitAsync(ReceivedBy(0, current, 1, Made.Trade(instrument, 9)).With(new Gap(current.Stream, GapCause.Epoch, current.Mark, Made.At(current, 1, Made.Trade(instrument, 9)))));
        var gap = Assert.Single(await GapsAsync()).Gap;
        Assert.Equal((old.Lease, 3L), (gap.Last!.Value.Lease, gap.Last.Value.N));
    }

    [Fact]
    public async Task A_gap_is_held_open_for_an_owner_of_whom_nothing_was_stored_yet()
    {
        var instrument = await RegisterAsync("A:X");
        await WantAsync();
        var old = (await TakeAsync(One)).Granted!;
        Assert.False(old.HasPredecessor);
        await ExpireAsync(old.Stream, TimeSpan.FromMinutes(1));
        var taken = await TakeAsync(Two);
        var current = taken.Granted!;
        Assert.True(current.HasPredecessor);
        Assert.Null(current.Mark);
        await CommitAsync(ReceivedBy(0, current, 1, Made.Trade(instrument, 9)).With(new Gap(current.Stream, GapCause.Epoch, null, Made.At(current, 1, Made.Trade(instrument, 9)))));
        Assert.Empty(await GapsAsync());                                                                   // nothing is known to be missing
        await CommitAsync(ReceivedBy(taken.StoreTime, old, 1, Made.Trade(instrument, 1), Made.Trade(instrument, 2)));
        var gap = Assert.Single(await GapsAsync()).Gap;
        Assert.Equal((old.Lease, 2L, current.Lease), (gap.Last!.Value.Lease, gap.Last.Value.N, gap.First.Lease));
    }

    [Fact]
    public async Task An_owner_between_two_others_fills_the_gap_of_the_later_one()
    {
        var (first, second, _, instrument) = await TakenOverAsync();
        await ExpireAsync(second.Stream, TimeSpan.FromMinutes(1));
        var third = await TakeAsync(One);
        var mark = third.Granted!.Mark;
        Assert.Equal(first.Lease, mark!.Value.Lease);
        await CommitAsync(ReceivedBy(0, third.Granted, 1, Made.Trade(instrument, 30)).With(new Gap(second.Stream, GapCause.Epoch, mark, Made.At(third.Granted, 1, Made.Trade(instrument, 30)))));
        var late = ReceivedBy(third.StoreTime, second, 1, Made.Trade(instrument, 20), Made.Trade(instrument, 21));
        late.With(new Gap(second.Stream, GapCause.Epoch, mark, Made.At(second, 1, Made.Trade(instrument, 20))));
        await CommitAsync(late);
        var gaps = (await GapsAsync()).Select(gap => gap.Gap).OrderBy(gap => gap.First.Lease).ToList();
        Assert.Equal([(first.Lease, second.Lease), (second.Lease, third.Granted.Lease)], gaps.Select(gap => (gap.Last!.Value.Lease, gap.First.Lease)));
        Assert.Equal(2, gaps[1].Last!.Value.N);
    }
}
