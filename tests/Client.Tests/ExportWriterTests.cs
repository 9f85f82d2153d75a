using OrleansTicks.Core;

namespace OrleansTicks.Client.Tests;

public sealed class ExportWriterTests
{
    private const long Time = 1_723_161_255_342_001;

    private static readonly Tick Trade = new() { Kind = TickKind.Trade, Identity = 7, Time = Time, Received = Time + 5, Price = 6183763, PriceScale = 2, Size = 48, SizeScale = 3, Flags = TickFlags.SixDigits };
    private static readonly Tick Nano = Trade with { Flags = TickFlags.NineDigits | 42, Price = -1, PriceScale = 18 };
    private static readonly Tick Milli = Trade with { Flags = TickFlags.NoSize, Kind = TickKind.LastPrice, Size = 0, SizeScale = 0 };
    private static readonly Tick Quote = Trade with { Kind = TickKind.Quote, Ask = 6183764, AskScale = 2, AskSize = 1, AskSizeScale = 8 };

    [Fact]
    public void Trades_as_csv_keep_every_digit() => Assert.Equal(
        """
        id,time,received,price,size
        7,2024-08-08T23:54:15.342001Z,2024-08-08T23:54:15.342006Z,61837.63,0.048
        7,2024-08-08T23:54:15.342001042Z,2024-08-08T23:54:15.342006Z,-0.000000000000000001,0.048
        7,2024-08-08T23:54:15.342Z,2024-08-08T23:54:15.342006Z,61837.63,

        """,
        Write(ExportKind.Trade, ExportFormat.Csv, Trade, Nano, Milli));

    [Fact]
    public void Quotes_as_csv() => Assert.Equal(
        """
        id,time,received,bid,bid_size,ask,ask_size
        7,2024-08-08T23:54:15.342001Z,2024-08-08T23:54:15.342006Z,61837.63,0.048,61837.64,0.00000001

        """,
        Write(ExportKind.Quote, ExportFormat.Csv, Quote));

    [Fact]
    public void Figures_of_the_day_as_csv() => Assert.Equal(
        """
        id,time,received,figure,value
        7,2024-08-08T23:54:15.342001Z,2024-08-08T23:54:15.342006Z,open-interest,61837.63

        """,
        Write(ExportKind.Day, ExportFormat.Csv, Trade with { Kind = TickKind.Day, AskSize = (long)DayFigure.OpenInterest }));

    [Fact]
    public void Levels_as_csv_and_json()
    {
        Tick[] levels = [Trade with { Kind = TickKind.Depth, Ask = 12, AskSize = 3 }, Trade with { Kind = TickKind.Depth, Ask = 0, AskSize = -5 }];
        Assert.Equal(
            """
            id,time,received,side,level,price,size,orders
            7,2024-08-08T23:54:15.342001Z,2024-08-08T23:54:15.342006Z,bid,3,61837.63,0.048,12
            7,2024-08-08T23:54:15.342001Z,2024-08-08T23:54:15.342006Z,ask,5,61837.63,0.048,

            """,
            Write(ExportKind.Depth, ExportFormat.Csv, levels));
        Assert.Equal(
            """
            {"id":7,"time":"2024-08-08T23:54:15.342001Z","received":"2024-08-08T23:54:15.342006Z","side":"ask","level":5,"price":"61837.63","size":"0.048","orders":null}

            """,
            Write(ExportKind.Depth, ExportFormat.Ndjson, levels[1]));
    }

    [Fact]
    public void Candles_as_csv_without_the_zeros_of_their_common_scale()
    {
        var candle = new Tick { Identity = 12_345, SizeScale = 3, Time = 1_723_161_240_000_000, Received = Time, Price = 100_500, Size = 101_000, Ask = 99_750, AskSize = 100_255, PriceScale = 3 };
        candle.SetCandle(1, CandleInterval.OneMinute, closed: true);
        Assert.Equal(
            """
            time,received,interval,open,high,low,close,volume,closed
            2024-08-08T23:54:00.000Z,2024-08-08T23:54:15.342001Z,1m,100.5,101,99.75,100.255,12.345,true

            """,
            Write(ExportKind.Candle, ExportFormat.Csv, candle));
    }

    [Fact]
    public void Json_has_text_for_what_must_stay_exact() => Assert.Equal(
        """
        {"id":7,"time":"2024-08-08T23:54:15.342001Z","received":"2024-08-08T23:54:15.342006Z","price":"61837.63","size":"0.048"}
        {"id":7,"time":"2024-08-08T23:54:15.342Z","received":"2024-08-08T23:54:15.342006Z","price":"61837.63","size":null}

        """,
        Write(ExportKind.Trade, ExportFormat.Ndjson, Trade, Milli));

    [Fact]
    public void Quotes_as_json() => Assert.Equal(
        """
        {"id":7,"time":"2024-08-08T23:54:15.342001Z","received":"2024-08-08T23:54:15.342006Z","bid":"61837.63","bid_size":"0.048","ask":"61837.64","ask_size":"0.00000001"}

        """,
        Write(ExportKind.Quote, ExportFormat.Ndjson, Quote));

    private static string Write(ExportKind kind, ExportFormat format, params Tick[] ticks)
    {
        var output = new StringWriter();
        var writer = new ExportWriter(output, kind, format);
        foreach (var tick in ticks) writer.Write(tick);
        return output.ToString();
    }
}
