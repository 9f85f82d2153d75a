using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>What every store promises of figures of the day, levels of the book and candles.</summary>
public abstract partial class TickStoreConformance
{
    [Fact]
    public async Task Every_kind_of_row_comes_back_as_it_was()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        Tick[] days = [Day(instrument, 1, DayFigure.Open, 123_405, 2), Day(instrument, 2, DayFigure.Volume, 4_294_967_296, 0), Day(instrument, 3, DayFigure.PreviousClose, -3, 18)];
        Tick[] depth = [Depth(instrument, 4, 1, 123_400, 75, 3), Depth(instrument, 5, -1, 123_450, 150, 0), Depth(instrument, 6, 5, 0, 0, 0), Depth(instrument, 7, -20, 1, long.MaxValue, 65_535)];
        Tick[] candles = [Candle(instrument, CandleInterval.OneMinute, 12_345_678, closed: false), Candle(instrument, CandleInterval.OneMinute, 22_345_678, closed: true), Candle(instrument, CandleInterval.OneMonth, 0, closed: false)];
        var result = await CommitAsync(epoch, [Made.Trade(instrument, 1), .. days, Made.Quote(instrument, 2), .. depth, .. candles]);
        Assert.Equal((12, 0), (result.Inserted, result.Duplicate));
        Assert.Equal(days.Select(Made.Text), (await KindAsync(instrument, TickKind.Day)).Select(Made.Text));
        Assert.Equal(depth.Select(Made.Text), (await KindAsync(instrument, TickKind.Depth)).Select(Made.Text));
        Assert.Equal(candles.Select(Made.Text), (await KindAsync(instrument, TickKind.Candle)).Select(Made.Text));
        var candle = (await KindAsync(instrument, TickKind.Candle))[1];
        Assert.Equal((CandleInterval.OneMinute, true, 22_345_678L, (byte)8), (candle.Interval(), candle.IsClosed(), candle.Volume().Mantissa, candle.Volume().Scale));
        Assert.Single(await RowsAsync(instrument));
        Assert.Single(await RowsAsync(instrument, quotes: true));
    }

    [Fact]
    public async Task Sent_once_more_such_rows_change_nothing()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        Tick[] rows = [Day(instrument, 1, DayFigure.High, 5, 0), Depth(instrument, 2, -3, 7, 8, 9), Candle(instrument, CandleInterval.OneHour, 7, closed: false)];
        await CommitAsync(epoch, rows);
        var again = await CommitAsync(epoch, [.. rows, Day(instrument, 4, DayFigure.High, 6, 0)]);
        Assert.Equal((1, 3), (again.Inserted, again.Duplicate));
        var joined = Next(epoch, rows);
        Assert.True((await CommitAsync(joined)) is { Inserted: 0, Duplicate: 3, Replayed: false });
        Assert.True((await CommitAsync(joined)).Replayed);
    }

    [Fact]
    public async Task Rows_of_a_past_owner_stay_out_whatever_their_kind()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        await OpenEpochAsync();
        var result = await CommitAsync(epoch, Day(instrument, 1, DayFigure.High, 5, 0), Depth(instrument, 2, 1, 7, 8, 9));
        Assert.Equal((0, 0, 2), (result.Inserted, result.Duplicate, result.FencedRows));
        Assert.Empty(await KindAsync(instrument, TickKind.Day));
        Assert.Empty(await KindAsync(instrument, TickKind.Depth));
    }

    [Fact]
    public async Task A_probe_leaves_no_row_of_any_kind()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        var batch = Next(epoch, Day(instrument, 1, DayFigure.High, 5, 0), Depth(instrument, 2, 1, 7, 8, 9), Candle(instrument, CandleInterval.OneDay, 1, closed: true));
        await Store.ProbeAsync(batch, 0, 3, Cancellation);
        Assert.Empty(await KindAsync(instrument, TickKind.Day));
        Assert.Empty(await KindAsync(instrument, TickKind.Candle));
    }

    [Fact]
    public async Task They_are_no_prices_and_leave_the_newest_price_alone()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        await CommitAsync(epoch, Made.Trade(instrument, 1), Day(instrument, 2_000, DayFigure.High, 5, 0), Depth(instrument, 2_001, 1, 7, 8, 9));
        Assert.Equal(["61500.12"], await AskAsync("select price from {schema}last_price"));
        Assert.Equal([TickKind.Trade], (await Store.LoadBooksAsync([instrument], Cancellation)).Select(mark => mark.Kind));
    }

    [Fact]
    public async Task Views_show_them_exactly()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        await CommitAsync(
            epoch,
            Day(instrument, 1, DayFigure.OpenInterest, 1_234_567, 0), Day(instrument, 2, DayFigure.Low, 5, 3), Depth(instrument, 3, 2, 123_405, 75, 3), Depth(instrument, 4, -1, 7, 25, 0), Depth(instrument, 5, -TickRows.ByPrice, 7, 0, 0),
            Candle(instrument, CandleInterval.OneMinute, 12_345_678, closed: false), Candle(instrument, CandleInterval.OneMinute, 22_345_678, closed: true));
        Assert.Equal(["open-interest|1234567", "low|0.005"], await AskAsync("select figure, value from {schema}day_figures order by id"));
        Assert.Equal(["bid|2|1234.05|75|3", "ask|1|0.07|25|", "ask||0.07|0|"], await AskAsync("select side, level, price, size, orders from {schema}depth_levels order by id"));
        Assert.Equal(["1m|100.50|101.00|99.75|100.25|0.22345678"], await AskAsync("select length, open, high, low, close, volume from {schema}candles"));
        Assert.Equal(["2"], await AskAsync("select count(*) from {schema}candle_states"));
    }

    [Fact]
    public async Task They_go_with_their_day()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        await CommitAsync(epoch, Day(instrument, 1, DayFigure.High, 5, 0), Depth(instrument, 2, 1, 7, 8, 9), Candle(instrument, CandleInterval.OneDay, 1, closed: true));
        await Store.DropDaysBeforeAsync(new DateOnly(2024, 8, 9), Cancellation);
        foreach (var kind in (TickKind[])[TickKind.Day, TickKind.Depth, TickKind.Candle]) Assert.Empty(await KindAsync(instrument, kind));
        Assert.Equal(["0"], await AskAsync("select count(*) from {schema}depth_levels"));
    }

    [Fact]
    public async Task They_are_read_in_order_and_within_their_interval()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        var rows = Enumerable.Range(1, 5_000).Select(i => Depth(instrument, i, 1 + (i % 5), i, i, 0) with { Time = Made.Day + (i / 2) }).ToList();
        await CommitAsync(epoch, rows);
        Assert.Equal(rows.Select(row => row.Identity), (await KindAsync(instrument, TickKind.Depth)).Select(row => row.Identity));
        Assert.Equal([4, 5, 6, 7], (await KindAsync(instrument, TickKind.Depth, Made.Day + 2, Made.Day + 4)).Select(row => row.Identity));
    }

    private static Tick Day(int instrument, long id, DayFigure figure, long value, byte scale)
    {
        var row = default(Tick);
        row.SetDay(instrument, figure, value, scale);
        return Stamped(row, id);
    }

    private static Tick Depth(int instrument, long id, int level, long price, long size, long orders)
    {
        var row = default(Tick);
        row.SetDepth(instrument, level, orders);
        (row.Price, row.PriceScale, row.Size) = (price, 2, size);
        return Stamped(row, id);
    }

    private static Tick Candle(int instrument, CandleInterval interval, long volume, bool closed)
    {
        var row = default(Tick);
        row.SetCandle(instrument, interval, closed);
        (row.Price, row.Size, row.Ask, row.AskSize, row.PriceScale) = (10_050, 10_100, 9_975, 10_025, 2);
        (row.Identity, row.SizeScale, row.Time, row.Received) = (volume, 8, Made.Day + 60_000_000, Made.Day + 90_000_000 + (volume / 1_000_000));
        return row;
    }

    private static Tick Stamped(Tick row, long id) => row with { Identity = id, Time = Made.Day + (id * 1000), Received = Made.Day + (id * 1000), Flags = TickFlags.SixDigits };

    private async Task<List<Tick>> KindAsync(int instrument, TickKind kind, long from = long.MinValue, long to = long.MaxValue)
    {
        await using var reader = await ReadAsync();
        return await reader.ReadRowsAsync(instrument, kind, from, to, Cancellation).ToListAsync();
    }
}
