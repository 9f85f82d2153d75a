using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

// Days, refused rows, dry runs.
public abstract partial class TickStoreConformance
{
    private static readonly DateOnly RecordedDay = new(2024, 8, 8);

    [Fact]
    public async Task Rows_of_any_day_since_2000_go_in_at_once()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        var tomorrow = StartOf(Today.AddDays(1));
        long[] times = [TickTime.Earliest, StartOf(new DateOnly(2012, 2, 29)), Made.Day - 1, Made.Day, tomorrow, tomorrow + 1];
        var result = await CommitAsync(epoch,
            times.Select((time, i) => Made.Trade(instrument, i, time)).Concat(times.Select((time, i) => Made.Quote(instrument, i, time))));
        Assert.Equal(12, result.Inserted);
        Assert.Equal(times, (await RowsAsync(instrument)).Select(row => row.Time));
        Assert.Equal(times, (await RowsAsync(instrument, quotes: true)).Select(row => row.Time));
    }

    [Fact]
    public async Task A_day_may_be_made_before_it_is_needed_and_twice()
    {
        await Store.EnsureDayAsync(RecordedDay, Cancellation);
        await Store.EnsureDayAsync(RecordedDay, Cancellation);
        await Store.EnsureDayAsync(Today.AddDays(1), Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Store.EnsureDayAsync(RecordedDay.AddDays(1), Cancellation))));
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        Assert.Equal(1, (await CommitAsync(epoch, Made.Trade(instrument, 1))).Inserted);
    }

    [Fact]
    public async Task Days_before_2000_or_after_tomorrow_are_refused()
    {
        foreach (var day in (DateOnly[])[new(1999, 12, 31), DateOnly.MinValue, Today.AddDays(3), DateOnly.MaxValue])
        {
            var error = await Assert.ThrowsAsync<StoreException>(() => Store.EnsureDayAsync(day, Cancellation));
            Assert.Equal(StoreVerdict.BadRows, StoreFaults.Judge(error.SqlState));
        }
    }

    [Fact]
    public async Task A_row_of_an_impossible_time_stops_its_batch_and_nothing_of_it_stays()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        foreach (var time in (long[])[TickTime.Earliest - 1, 0, StartOf(Today.AddDays(3)), Tick.None, long.MaxValue])
        {
            var batch = Made.Batch(Spool, 1, epoch, Made.Trade(instrument, 1), Made.Trade(instrument, 2, time)).Through(Made.At(epoch, 2));
            batch.With(new Gap(epoch.Stream, GapCause.Stall, null, Made.At(epoch, 1)));
            var error = await Assert.ThrowsAsync<StoreException>(() => CommitAsync(batch));
            Assert.Equal(StoreVerdict.BadRows, StoreFaults.Judge(error.SqlState));
        }

        Assert.Empty(await RowsAsync(instrument));
        Assert.Empty(await GapsAsync());
        Assert.Equal(0, await Store.GetCursorAsync(Spool, Cancellation));
        Assert.Null((await OpenEpochAsync()).Mark);
    }

    [Fact]
    public async Task Halving_with_dry_runs_finds_the_bad_rows_and_the_rest_commits_with_them_in_quarantine()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        long[] bad = [3, 40, 41, 63];
        var batch = Next(epoch, Enumerable.Range(0, 64).Select(i => bad.Contains(i) ? Made.Trade(instrument, i, Tick.None + i) : Made.Trade(instrument, i)));
        await Assert.ThrowsAsync<StoreException>(() => CommitAsync(batch));
        var found = new List<int>();
        await HalveAsync(0, 64);
        Assert.Equal(bad.Select(i => (int)i), found);

        foreach (var i in found.AsEnumerable().Reverse())
        {
            batch.Quarantined.Insert(0, new QuarantinedRow(batch.Ticks[i], epoch.Lease, $"row {i} has no time"));
            batch.RemoveAt(i);
        }

        var result = await CommitAsync(batch);
        Assert.Equal((60, 0), (result.Inserted, result.Duplicate));
        Assert.Equal(60, (await RowsAsync(instrument)).Count);
        Assert.Equal(["3|row 3 has no time", "40|row 40 has no time", "41|row 41 has no time", "63|row 63 has no time"],
            await AskAsync("select identity, reason from {schema}quarantine order by identity"));
        Assert.Equal([$"{Tick.None + 3}|{Made.Trade(instrument, 3).Price}"],
            await AskAsync($"select {QuarantineTimeColumn}, price from {{schema}}quarantine where identity = 3"));

        async Task HalveAsync(int start, int count)
        {
            try
            {
                await Store.ProbeAsync(batch, start, count, Cancellation);
            }
            catch (StoreException e) when (StoreFaults.Judge(e.SqlState) is StoreVerdict.BadRows)
            {
                if (count is 1)
                {
                    found.Add(start);
                    return;
                }

                await HalveAsync(start, count / 2);
                await HalveAsync(start + (count / 2), count - (count / 2));
            }
        }
    }

    /// <summary>The quarantine's raw time in microseconds.</summary>
    protected virtual string QuarantineTimeColumn => "time";

    [Fact]
    public async Task A_dry_run_of_good_rows_leaves_nothing()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        var batch = Next(epoch, Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? Made.Trade(instrument, i) : Made.Quote(instrument, i)));
        await Store.ProbeAsync(batch, 0, 100, Cancellation);
        await Store.ProbeAsync(batch, 50, 1, Cancellation);
        Assert.Empty(await RowsAsync(instrument));
        Assert.Empty(await RowsAsync(instrument, quotes: true));
        Assert.Equal(0, await Store.GetCursorAsync(Spool, Cancellation));
        Assert.Empty(await AskAsync("select price from {schema}last_price"));
        Assert.Equal((100, 0), (await CommitAsync(batch)) switch { var result => (result.Inserted, result.Duplicate) });
        await Store.ProbeAsync(batch, 0, 100, Cancellation);                              // duplicates are no error
    }

    [Fact]
    public async Task Dropping_takes_whole_days_before_the_given_one()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        long[] times = [.. Enumerable.Range(0, 6).Select(i => Made.Day + (i * TickTime.MicrosecondsPerDay))];
        await CommitAsync(epoch, times.Select((time, i) => Made.Trade(instrument, i, time)).Concat(times.Select((time, i) => Made.Quote(instrument, i, time))));
        Assert.Equal(0, await Store.DropDaysBeforeAsync(RecordedDay, Cancellation));
        Assert.Equal(4, await Store.DropDaysBeforeAsync(RecordedDay.AddDays(4), Cancellation));
        Assert.Equal(0, await Store.DropDaysBeforeAsync(RecordedDay.AddDays(4), Cancellation));
        Assert.Equal([4, 5], (await RowsAsync(instrument)).Select(row => row.Identity));
        Assert.Equal([4, 5], (await RowsAsync(instrument, quotes: true)).Select(row => row.Identity));
        Assert.Equal(["4", "5"], await AskAsync("select id from {schema}trades order by id"));

        // A late row brings its day back.
        Assert.Equal(1, (await CommitAsync(epoch, Made.Trade(instrument, 9, times[1]))).Inserted);
        Assert.Equal([9, 4, 5], (await RowsAsync(instrument)).Select(row => row.Identity));
        await ReopenAsync();
        Assert.Equal(["4", "5", "9"], await AskAsync("select id from {schema}trades order by id"));
    }
}
