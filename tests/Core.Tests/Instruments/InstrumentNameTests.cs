using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests.Instruments;

public sealed class InstrumentNameTests
{
    [Theory]
    [InlineData("NSE:SBIN-EQ", "NSE", InstrumentKind.Equity, "SBIN", null, null, null, "sbin")]
    [InlineData("BSE:SBIN-A", "BSE", InstrumentKind.Equity, "SBIN", null, null, null, "sbin")]
    [InlineData("NSE:BAJAJ-AUTO-EQ", "NSE", InstrumentKind.Equity, "BAJAJ-AUTO", null, null, null, "bajaj-auto")]
    [InlineData("NSE:M&M-EQ", "NSE", InstrumentKind.Equity, "M&M", null, null, null, "m&m")]
    [InlineData("NSE:360ONE-EQ", "NSE", InstrumentKind.Equity, "360ONE", null, null, null, "360one")]
    [InlineData("NSE:NIFTY50-INDEX", "NSE", InstrumentKind.Index, "NIFTY", null, null, null, "nifty")]
    [InlineData("NSE:NIFTYBANK-INDEX", "NSE", InstrumentKind.Index, "BANKNIFTY", null, null, null, "banknifty")]
    [InlineData("BSE:SENSEX-INDEX", "BSE", InstrumentKind.Index, "SENSEX", null, null, null, "sensex")]
    [InlineData("NSE:RELIANCE25JULFUT", "NSE", InstrumentKind.Future, "RELIANCE", "2025-07", null, null, "reliance")]
    [InlineData("NSE:BAJAJ-AUTO25JULFUT", "NSE", InstrumentKind.Future, "BAJAJ-AUTO", "2025-07", null, null, "bajaj-auto")]
    [InlineData("MCX:CRUDEOIL20OCTFUT", "MCX", InstrumentKind.Future, "CRUDEOIL", "2020-10", null, null, "crudeoil")]
    [InlineData("NSE:USDINR25JULFUT", "NSE", InstrumentKind.CurrencyFuture, "USDINR", "2025-07", null, null, "usdinr")]
    [InlineData("NSE:BANKNIFTY25JUL52000CE", "NSE", InstrumentKind.Option, "BANKNIFTY", "2025-07", "52000", "CE", "banknifty")]
    [InlineData("MCX:GOLD20DEC40000PE", "MCX", InstrumentKind.Option, "GOLD", "2020-12", "40000", "PE", "gold")]
    [InlineData("NSE:NIFTYNXT5025JUL68000CE", "NSE", InstrumentKind.Option, "NIFTYNXT50", "2025-07", "68000", "CE", "niftynxt50")]
    [InlineData("NSE:360ONE25JUL1000CE", "NSE", InstrumentKind.Option, "360ONE", "2025-07", "1000", "CE", "360one")]
    [InlineData("NSE:NIFTY2632423050PE", "NSE", InstrumentKind.Option, "NIFTY", "2026-03-24", "23050", "PE", "nifty")]
    [InlineData("NSE:NIFTYNXT5025N0468000CE", "NSE", InstrumentKind.Option, "NIFTYNXT50", "2025-11-04", "68000", "CE", "niftynxt50")]
    [InlineData("NSE:GBPINR20N0580.5PE", "NSE", InstrumentKind.CurrencyOption, "GBPINR", "2020-11-05", "80.5", "PE", "gbpinr")]
    [InlineData("NSE:BANKNIFTY25D3052000CE", "NSE", InstrumentKind.Option, "BANKNIFTY", "2025-12-30", "52000", "CE", "banknifty")]
    [InlineData("nse:reliance25julfut", "NSE", InstrumentKind.Future, "RELIANCE", "2025-07", null, null, "reliance")]
    [InlineData("NSE:PEACE", "NSE", InstrumentKind.Equity, "PEACE", null, null, null, "peace")]
    [InlineData("BINANCE:BTCUSDT", "BINANCE", InstrumentKind.Spot, "BTC", null, null, null, "btcusdt")]
    [InlineData("COINBASE:ETH-EUR", "COINBASE", InstrumentKind.Spot, "ETH", null, null, null, "eth-eur")]
    [InlineData("KRAKEN:BTC/USD", "KRAKEN", InstrumentKind.Spot, "BTC", null, null, null, "btc/usd")]
    [InlineData("NSE_EQ:1333", "NSE", InstrumentKind.Equity, null, null, null, null, "nse_eq:1333")]
    public void A_name_says_what_it_is(string name, string exchange, InstrumentKind kind, string? underlying, string? expiry, string? strike, string? right, string alias)
    {
        var read = InstrumentName.Parse(name);
        Assert.Equal((exchange, kind, underlying, expiry, strike, right, alias), (read.Exchange, read.Kind, read.Underlying, read.Expiry, read.Strike, read.Right, read.Alias));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NSE:")]
    [InlineData(":SBIN")]
    [InlineData("NSE:A B")]
    [InlineData("NSE:A,B")]
    public void What_is_no_name_is_refused_with_an_example(string name) => Assert.Contains("NSE:SBIN-EQ", Assert.Throws<FormatException>(() => InstrumentName.Parse(name)).Message, StringComparison.Ordinal);

    [Fact]
    public void No_text_makes_it_fall()
    {
        var random = new Random(3);
        const string letters = "ABZ0123456789JULFUTCEPE-INDEX:&./";
        for (var i = 0; i < 100_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => letters[random.Next(letters.Length)])]);
            try
            {
                Assert.NotNull(InstrumentName.Parse(text).Alias);
            }
            catch (FormatException)
            {
                // said so, in words
            }
        }
    }
}
