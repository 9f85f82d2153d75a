using FsCheck;
using FsCheck.Fluent;
using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

// What goes in comes out: order, bounds, digits, numbers, flags.
public abstract partial class TickStoreConformance
{
    [Fact]
    public async Task Rows_come_in_order_of_time_kind_and_identity()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        var expected =
            from time in (long[])[Made.Day, Made.Day + 100, Made.Day + 200]
            from kind in (TickKind[])[TickKind.Trade, TickKind.AggregateTrade, TickKind.LastPrice]
            from id in (long[])[-5, 3, 20]
            select Made.Trade(instrument, id, time) with { Kind = kind };
        var rows = expected.ToArray();
        var mixed = rows.ToArray();
        new Random(7).Shuffle(mixed);
        await CommitAsync(epoch, mixed[..9]);
        await CommitAsync(epoch, mixed[9..]);
        Assert.Equal(rows.Select(Made.Text), (await RowsAsync(instrument)).Select(Made.Text));
    }

    [Fact]
    public async Task From_is_inclusive_and_to_is_exclusive()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        await CommitAsync(epoch, Enumerable.Range(0, 10).SelectMany(i =>
            new[] { Made.Trade(instrument, i, Made.Day + i), Made.Quote(instrument, i, Made.Day + i) }));
        foreach (var quotes in (bool[])[false, true])
        {
            Assert.Equal([3, 4, 5], (await RowsAsync(instrument, quotes, Made.Day + 3, Made.Day + 6)).Select(row => row.Identity));
            Assert.Equal([0], (await RowsAsync(instrument, quotes, to: Made.Day + 1)).Select(row => row.Identity));
            Assert.Equal([9], (await RowsAsync(instrument, quotes, from: Made.Day + 9)).Select(row => row.Identity));
            Assert.Empty(await RowsAsync(instrument, quotes, Made.Day + 6, Made.Day + 6));
        }
    }

    [Fact]
    public async Task Long_exports_skip_nothing_and_double_nothing()
    {
        var (epoch, x, y) = (await OpenEpochAsync(), await RegisterAsync("A:X"), await RegisterAsync("A:Y"));
        // Thousands at one moment, of two instruments: no page may end between them unnoticed.
        for (var i = 0; i < 4; i++)
            await CommitAsync(epoch, Enumerable.Range(i * 3_000, 3_000).SelectMany(id =>
                new[] { Made.Trade(x, id, Made.Day + (id / 6_000)), Made.Trade(y, id, Made.Day + (id / 6_000)) }));
        Assert.Equal(Enumerable.Range(0, 12_000).Select(id => (long)id), (await RowsAsync(x)).Select(row => row.Identity));
        Assert.Equal(12_000, (await RowsAsync(y)).Count);
    }

    [Fact]
    public async Task Times_keep_every_digit()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        (Tick Row, string Text)[] rows =
        [
            (Made.Trade(instrument, 1, Made.Day + 1_000), "2024-08-08T00:00:00.001Z"),
            (Made.Trade(instrument, 2, Made.Day + 123_456) with { Flags = TickFlags.SixDigits }, "2024-08-08T00:00:00.123456Z"),
            (Made.Trade(instrument, 3, Made.Day + 123_457) with { Flags = TickFlags.NineDigits | 789 }, "2024-08-08T00:00:00.123457789Z"),
            (Made.Trade(instrument, 4, Made.Day + 123_458) with { Flags = TickFlags.NineDigits | 999 }, "2024-08-08T00:00:00.123458999Z"),
            (Made.Trade(instrument, 5, Made.Day + TickTime.MicrosecondsPerDay - 1) with { Flags = TickFlags.NineDigits | 999 },
                "2024-08-08T23:59:59.999999999Z"),
        ];
        await CommitAsync(epoch, rows.Select(row => row.Row).Concat(rows.Select(row => row.Row with { Kind = TickKind.Quote })));
        foreach (var quotes in (bool[])[false, true])
            Assert.Equal(rows.Select(row => row.Text), (await RowsAsync(instrument, quotes)).Select(row => TickTime.Format(row.Time, row.Flags)));
    }

    [Fact]
    public async Task Numbers_come_back_exactly_however_large_or_small()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        long[] mantissas = [long.MaxValue, long.MinValue, -long.MaxValue, 0, 1, -1, 123_456_789_012_345_678];
        byte[] scales = [0, 1, 8, 17, 18];
        var rows = (from m in mantissas.Select((value, i) => (value, i))
            from s in scales.Select((value, i) => (value, i))
            select Made.Trade(instrument, (m.i * 10) + s.i) with
            {
                Price = m.value, PriceScale = s.value, Size = mantissas[^(m.i + 1)], SizeScale = scales[^(s.i + 1)],
            }).ToList();
        var quotes = rows.Select(row => row with
        {
            Kind = TickKind.Quote, Ask = row.Size, AskScale = row.SizeScale, AskSize = row.Price, AskSizeScale = row.PriceScale,
        }).ToList();
        await CommitAsync(epoch, rows.Concat(quotes));
        Assert.Equal(rows.Select(Made.Text), (await RowsAsync(instrument)).Select(Made.Text));
        Assert.Equal(quotes.Select(Made.Text), (await RowsAsync(instrument, quotes: true)).Select(Made.Text));
    }

    [Fact]
    public async Task Identities_may_be_any_number()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        long[] ids = [long.MinValue, -1, 0, 1, TickIdentity.Of(TickIdentity.EpochOrigin + 200_000_000_000, 4_000_000), long.MaxValue];
        await CommitAsync(epoch, ids.Reverse().Select(id => Made.Trade(instrument, 1, Made.Day) with { Identity = id }));
        Assert.Equal(ids, (await RowsAsync(instrument)).Select(row => row.Identity));
        Assert.Equal(ids[2..], (await RowsAsync(instrument, from: Made.Day, to: Made.Day + 1)).Select(row => row.Identity).Skip(2));
    }

    [Fact]
    public async Task Quotes_and_trades_are_kept_apart()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        await CommitAsync(epoch, Made.Trade(instrument, 1), Made.Quote(instrument, 1), Made.Quote(instrument, 2));
        var trade = Assert.Single(await RowsAsync(instrument));
        Assert.Equal((TickKind.Trade, 0L, 0L), (trade.Kind, trade.Ask, trade.AskSize));
        var quotes = await RowsAsync(instrument, quotes: true);
        Assert.Equal([Made.Text(Made.Quote(instrument, 1)), Made.Text(Made.Quote(instrument, 2))], quotes.Select(Made.Text));
        Assert.All(quotes, quote => Assert.Equal(instrument, quote.Instrument));
    }

    [Fact]
    public async Task Flags_come_back_and_a_size_that_is_none_is_not_shown()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        ushort[] flags = [0, TickFlags.NoSize, TickFlags.SuspectTime, TickFlags.Late, TickFlags.BuyerWasMaker, TickFlags.SixDigits,
            0xFC00 & ~TickFlags.DigitsMask];
        await CommitAsync(epoch, flags.Select((flag, i) =>
            Made.Trade(instrument, i) with { Flags = flag, Size = (flag & TickFlags.NoSize) > 0 ? 0 : 7, SizeScale = 0 })
            .Concat(flags.Select((flag, i) => Made.Quote(instrument, i) with { Flags = flag })));
        Assert.Equal(flags, (await RowsAsync(instrument)).Select(row => row.Flags));
        Assert.Equal(flags, (await RowsAsync(instrument, quotes: true)).Select(row => row.Flags));
        Assert.Equal(["7", "", "7", "7", "7", "7", ""], await AskAsync("select size from {schema}trades order by id"));
    }

    [Fact]
    public async Task The_views_show_names_and_exact_numbers()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("BINANCE:BTCUSDT"));
        await CommitAsync(epoch,
            Made.Trade(instrument, 1, price: 6_150_012) with { Size = 1, SizeScale = 5 },
            Made.Trade(instrument, 2, price: -5, priceScale: 3) with { Size = 12, SizeScale = 0, Kind = TickKind.AggregateTrade },
            Made.Quote(instrument, 3) with { Price = long.MaxValue, PriceScale = 18, Size = 0, SizeScale = 0 });
        Assert.Equal(["BINANCE:BTCUSDT|trade|1|61500.12|0.00001", "BINANCE:BTCUSDT|aggregate-trade|2|-0.005|12"],
            await AskAsync("select symbol, kind, id, price, size from {schema}trades order by id"));
        Assert.Equal(["BINANCE:BTCUSDT|3|9.223372036854775807|0|61500.13|0.7"],
            await AskAsync("select symbol, id, bid, bid_size, ask, ask_size from {schema}quotes"));
    }

    [Fact]
    public async Task An_unknown_instrument_has_no_rows()
    {
        Assert.Empty(await RowsAsync(4_711));
        Assert.Empty(await RowsAsync(4_711, quotes: true));
    }

    [Fact]
    public async Task A_reading_may_be_cancelled_and_begun_again()
    {
        var (epoch, instrument) = (await OpenEpochAsync(), await RegisterAsync("A:X"));
        await CommitAsync(epoch, Enumerable.Range(0, 10_000).Select(i => Made.Trade(instrument, i)));
        await using var reader = await ReadAsync();
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in reader.ReadTicksAsync(instrument, quotes: false, long.MinValue, long.MaxValue, source.Token)) await source.CancelAsync();
        });
        Assert.Equal(10_000, (await reader.ReadTicksAsync(instrument, quotes: false, long.MinValue, long.MaxValue, Cancellation).ToListAsync()).Count);
    }

    [Fact]
    public async Task Any_order_of_overlapping_slices_of_a_capture_gives_the_same_rows()
    {
        const int Size = 60;
        var random = new Random(42);
        // Times stand still and go back at times, as they do on the wire.
        var capture = Enumerable.Range(0, Size).Select(i =>
            (i % 3 == 0 ? Made.Quote(0, i) : Made.Trade(0, i)) with { Time = Made.Day + (random.Next(20) * 1_000) }).ToList();
        var expected = (Made.Md5(Ordered(capture.Where(row => row.Kind is not TickKind.Quote))),
            Made.Md5(Ordered(capture.Where(row => row.Kind is TickKind.Quote))));
        var slices = Gen.ArrayOf(
            from start in Gen.Choose(0, Size - 1)
            from length in Gen.Choose(1, Size)
            select (Start: start, Length: Math.Min(length, Size - start)));
        var run = 0;
        var property = Prop.ForAll(Arb.From(slices), cuts =>
        {
            var rest = new (int Start, int Length)[] { (0, 13), (13, 20), (33, 27) };      // whatever was cut, nothing is missing
            (int Start, int Length)[] all = [.. cuts.Concat(rest)];
            new Random(cuts.Length).Shuffle(all);
            return StoredAsync(++run, all.Select(cut => capture.GetRange(cut.Start, cut.Length))).GetAwaiter().GetResult() == expected;
        });
        await Task.Run(() => property.Check(Config.QuickThrowOnFailure.WithMaxTest(25)), Cancellation);

        static IEnumerable<Tick> Ordered(IEnumerable<Tick> rows) => rows.OrderBy(row => row.Time).ThenBy(row => row.Kind).ThenBy(row => row.Identity);
    }

    private async Task<(string Trades, string Quotes)> StoredAsync(int run, IEnumerable<List<Tick>> slices)
    {
        var instrument = await RegisterAsync($"RUN:{run}");
        var epoch = await OpenEpochAsync();
        var spool = Guid.NewGuid();
        var sequence = 0;
        foreach (var slice in slices)
        {
            var result = await CommitAsync(Made.Batch(spool, ++sequence, epoch, slice.Select(row => row with { Instrument = instrument })));
            Assert.Equal(slice.Count, result.Inserted + result.Duplicate);
        }

        return (Made.Md5(await RowsAsync(instrument)), Made.Md5(await RowsAsync(instrument, quotes: true)));
    }
}
