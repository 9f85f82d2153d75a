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
        Write(quotes: false, ExportFormat.Csv, Trade, Nano, Milli));

    [Fact]
    public void Quotes_as_csv() => Assert.Equal(
        """
        id,time,received,bid,bid_size,ask,ask_size
        7,2024-08-08T23:54:15.342001Z,2024-08-08T23:54:15.342006Z,61837.63,0.048,61837.64,0.00000001

        """,
        Write(quotes: true, ExportFormat.Csv, Quote));

    [Fact]
    public void Json_has_text_for_what_must_stay_exact() => Assert.Equal(
        """
        {"id":7,"time":"2024-08-08T23:54:15.342001Z","received":"2024-08-08T23:54:15.342006Z","price":"61837.63","size":"0.048"}
        {"id":7,"time":"2024-08-08T23:54:15.342Z","received":"2024-08-08T23:54:15.342006Z","price":"61837.63","size":null}

        """,
        Write(quotes: false, ExportFormat.Ndjson, Trade, Milli));

    [Fact]
    public void Quotes_as_json() => Assert.Equal(
        """
        {"id":7,"time":"2024-08-08T23:54:15.342001Z","received":"2024-08-08T23:54:15.342006Z","bid":"61837.63","bid_size":"0.048","ask":"61837.64","ask_size":"0.00000001"}

        """,
        Write(quotes: true, ExportFormat.Ndjson, Quote));

    private static string Write(bool quotes, ExportFormat format, params Tick[] ticks)
    {
        var output = new StringWriter();
        var writer = new ExportWriter(output, quotes, format);
        foreach (var tick in ticks) writer.Write(tick);
        return output.ToString();
    }
}
