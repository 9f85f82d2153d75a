using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

// Gaps, newest prices, books.
public abstract partial class TickStoreConformance
{
    [Fact]
    public async Task Gaps_come_back_as_they_were()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        var last = new Position(epoch.Lease, 5, 1, 9, instrument, TickKind.Quote, -7, Made.Day + 10, Made.Day + 8);
        var first = new Position(epoch.Lease, 6, 2, 1, instrument, TickKind.Trade, long.MaxValue, Made.Day + 30, Made.Day + 29);
        Gap[] gaps =
        [
            new(epoch.Stream, GapCause.Closed, last, first),
            new(epoch.Stream, GapCause.Spool, null, first with { N = 7, Received = Made.Day + 31 }),
            new(epoch.Stream, GapCause.Sequence, last with { N = 7 }, first with { N = 8, Received = Made.Day + 32 }, instrument, TickKind.Trade, Missing: 3),
            new(epoch.Stream, GapCause.Room, last with { N = 8 }, first with { N = 90, Received = Made.Day + 33 }, Missing: 81),
        ];
        await CommitAsync(Next(epoch, Made.Trade(instrument, 1)).With(gaps));
        await ReopenAsync();
        var listed = await GapsAsync();
        Assert.Equal(gaps, listed.Select(gap => gap.Gap));
        Assert.All(listed, gap => Assert.Equal(Stream.ToString(), gap.Stream));
        Assert.Equal(["closed||", "room|81|", "sequence|3|A:X", "spool||"], await AskAsync("select cause, missing, symbol from {schema}gaps order by cause"));
    }

    [Fact]
    public async Task The_same_gap_twice_is_one()
    {
        var epoch = await OpenEpochAsync();
        var known = new Gap(epoch.Stream, GapCause.Stall, Made.At(epoch, 1), Made.At(epoch, 2));
        var unknown = new Gap(epoch.Stream, GapCause.Stall, null, Made.At(epoch, 2));
        await CommitAsync(Next(epoch).With(known, unknown, known));
        await CommitAsync(Next(epoch).With(unknown, known));
        Assert.Equal(2, (await GapsAsync()).Count);
        // Another cause or instrument is another gap.
        await CommitAsync(Next(epoch).With(known with { Cause = GapCause.Rejected },
            known with { Cause = GapCause.Sequence, Instrument = 1, Kind = TickKind.Trade }));
        Assert.Equal(4, (await GapsAsync()).Count);
    }

    [Fact]
    public async Task Gaps_are_listed_that_overlap_the_interval()
    {
        var epoch = await OpenEpochAsync();
        Gap Between(long n, long began, long ended) => new(epoch.Stream, GapCause.Closed, Moment(n, began), Moment(n + 1, ended));
        Position Moment(long n, long at) => Made.At(epoch, n) with { Received = Made.Day + at, Time = Made.Day + at };
        await CommitAsync(Next(epoch).With(Between(1, 10, 20), Between(3, 30, 40), Between(5, 50, 60),
            new Gap(epoch.Stream, GapCause.Spool, null, Moment(7, 70))));
        async Task AssertListAsync(long from, long to, long[] firsts, int limit = 10) =>
            Assert.Equal(firsts, (await GapsAsync(Made.Day + from, Made.Day + to, limit)).Select(gap => gap.Gap.First.N));
        await AssertListAsync(0, 100, [2, 4, 6, 7]);
        await AssertListAsync(20, 31, [2, 4]);                                             // one ends, one begins
        await AssertListAsync(10, 11, [2]);
        await AssertListAsync(21, 30, []);
        await AssertListAsync(33, 36, [4]);                                                // it spans the interval
        await AssertListAsync(61, 100, [7]);
        await AssertListAsync(0, 100, [2, 4], limit: 2);
    }

    [Fact]
    public async Task The_newest_price_and_quote_stay_whatever_comes_late()
    {
        var (epoch, x, y) = (await OpenEpochAsync(), await RegisterAsync("A:X"), await RegisterAsync("A:Y"));
        await Latest(Made.Trade(x, 5, Made.Day + 50, price: 100, priceScale: 0),
            Made.Quote(x, 5, Made.Day + 50) with { Price = 99, PriceScale = 0, Ask = 101, AskScale = 0 });
        await Latest(Made.Trade(x, 9, Made.Day + 40, price: 200, priceScale: 0));          // older time, newer id
        await Latest(Made.Trade(x, 4, Made.Day + 50, price: 300, priceScale: 0));          // same time, older id
        await Latest(Made.Quote(x, 6, Made.Day + 49) with { Price = 1, PriceScale = 0 });
        await Latest(Made.Trade(y, 1, Made.Day, price: 15, priceScale: 1));
        Assert.Equal(["A:X|100|99|101", "A:Y|1.5||"], await AskAsync("select symbol, price, bid, ask from {schema}last_price order by symbol"));
        await Latest(Made.Trade(x, 6, Made.Day + 50, price: 400, priceScale: 0),
            Made.Quote(x, 7, Made.Day + 51) with { Price = 398, PriceScale = 0, Ask = 402, AskScale = 0 });
        Assert.Equal(["A:X|400|398|402", "A:Y|1.5||"], await AskAsync("select symbol, price, bid, ask from {schema}last_price order by symbol"));

        async Task Latest(params Tick[] ticks)
        {
            var batch = Next(epoch, ticks);
            batch.Latest.AddRange(ticks.Select(tick => new LatestRow(tick, epoch.Lease)));
            await CommitAsync(batch);
        }
    }

    [Fact]
    public async Task Books_are_loaded_with_the_newest_id_of_each_kind()
    {
        var (epoch, x, y) = (await OpenEpochAsync(), await RegisterAsync("A:X"), await RegisterAsync("A:Y"));
        var now = TimeProvider.System.MicrosecondsNow() - 60_000_000;
        await CommitAsync(epoch, Made.Trade(x, 10, now), Made.Trade(x, 11, now + 10), Made.Quote(x, 700, now + 5),
            Made.Trade(y, 3, now + 7) with { Kind = TickKind.LastPrice });
        await CommitAsync(epoch, Made.Trade(x, 12, now + 10), Made.Trade(x, 9, now - 5), Made.Quote(x, 701, now + 11));
        await ReopenAsync();
        var marks = await Store.LoadBooksAsync([y, x, 4_711], Cancellation);
        Assert.Equal(
            [new BookMark(x, TickKind.Trade, 12, now + 10), new BookMark(x, TickKind.Quote, 701, now + 11), new BookMark(y, TickKind.LastPrice, 3, now + 7)],
            marks.OrderBy(mark => mark.Instrument).ThenBy(mark => mark.Kind));
        Assert.Empty(await Store.LoadBooksAsync([], Cancellation));
    }
}
