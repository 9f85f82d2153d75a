namespace OrleansTicks.Core.Tests;

/// <summary>Rows beside the prices in the book of a symbol and in the spool's records.</summary>
public sealed class KindsTests
{
    [Fact]
    public void The_book_shows_the_newest_figures_of_the_day_and_they_move_no_price()
    {
        var book = new SymbolBook();
        Assert.Null(book.Day);
        Take(book, DayFigure.Open, 1_234, 2, n: 1);
        Take(book, DayFigure.Volume, 10, 0, n: 2);
        var before = book.Day!;
        Take(book, DayFigure.Volume, 11, 0, n: 3);
        Assert.Equal(("12.34", "11", null), (book.Day![DayFigure.Open], book.Day[DayFigure.Volume], book.Day[DayFigure.OpenInterest]));
        Assert.Equal("10", before[DayFigure.Volume]);
        Assert.Equal(3, book.Day.Received);
        Assert.Null(book.LastTrade);
        Assert.Null(book.LastQuote);
    }

    [Fact]
    public void A_spare_stream_brings_no_figure_twice()
    {
        var book = new SymbolBook();
        Assert.Equal(BookVerdict.New, Take(book, DayFigure.High, 5, 0, n: 1));
        Assert.Equal(BookVerdict.Spare, Take(book, DayFigure.High, 5, 0, n: 1, source: 2));
        Assert.Equal(BookVerdict.Duplicate, Take(book, DayFigure.High, 5, 0, n: 1));
        Assert.Equal("5", book.Day![DayFigure.High]);
    }

    [Fact]
    public void A_record_of_the_spool_gives_back_every_field_of_every_kind()
    {
        var rows = new Tick[4];
        rows[0] = new Tick { Kind = TickKind.Trade, Instrument = 1, Identity = 1, Time = 2, Received = 3, Price = 4, Size = 5, PriceScale = 6, SizeScale = 7 };
        rows[1].SetDay(1, DayFigure.OpenInterest, 77, 1);
        rows[2].SetDepth(2, -5, 12);
        (rows[2].Price, rows[2].Size, rows[2].PriceScale, rows[2].SizeScale) = (1, 2, 3, 4);
        rows[3].SetCandle(3, CandleInterval.OneMonth, closed: true);
        (rows[3].Price, rows[3].Size, rows[3].Ask, rows[3].AskSize, rows[3].Identity) = (1, 2, 3, 4, 5);
        var batch = new TickBatch(4) { Sequence = 9 };
        batch.Declare(new BatchStream(1, 1, 1, 1, default));
        foreach (var row in rows) batch.Add(row);
        var buffer = new byte[SpoolRecord.MaxSize(batch)];
        var length = SpoolRecord.Write(batch, buffer);
        var payload = buffer.AsSpan(SpoolRecord.HeaderBytes, length - SpoolRecord.HeaderBytes);
        Assert.True(SpoolRecord.IsSound(payload, SpoolRecord.ReadHeader(buffer).Crc));
        var read = new TickBatch(4);
        SpoolRecord.Read(payload, read);
        Assert.Equal(rows, read.Ticks.ToArray());
    }

    [Fact]
    public void A_tick_is_no_bigger_for_them() => Assert.Equal(72, global::System.Runtime.CompilerServices.Unsafe.SizeOf<Tick>());

    [Fact]
    public void Every_candle_interval_has_its_text()
    {
        foreach (var interval in Enum.GetValues<CandleInterval>().Skip(1))
        {
            Assert.True(CandleIntervals.TryParse(interval.Text(), out var read) && read == interval);
            Assert.True(CandleIntervals.TryParse(global::System.Text.Encoding.ASCII.GetBytes(interval.Text()), out read) && read == interval);
        }

        Assert.NotEqual(CandleInterval.OneMinute.Text(), CandleInterval.OneMonth.Text());
        Assert.False(CandleIntervals.TryParse("2m", out _));
        Assert.False(CandleIntervals.TryParse("", out _));
    }

    private static BookVerdict Take(SymbolBook book, DayFigure figure, long value, byte scale, long n, int source = 1)
    {
        var row = default(Tick);
        row.SetDay(1, figure, value, scale);
        (row.Received, row.Identity, row.Time) = (n, n, n);
        return book.AcceptUnnumbered(ref row, source, new Position(source, n, 0, n, 1, TickKind.Day, n, n, n), out _);
    }
}
