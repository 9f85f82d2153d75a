using System.IO.Compression;
using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

/// <summary>Venues' lists of instruments: what a line means, and that no line is fatal.</summary>
public sealed class MasterTests
{
    private const string DhanHeading = "SEM_EXM_EXCH_ID,SEM_SEGMENT,SEM_SMST_SECURITY_ID,SEM_INSTRUMENT_NAME,SEM_EXPIRY_CODE,SEM_TRADING_SYMBOL,SEM_LOT_UNITS,SEM_CUSTOM_SYMBOL,SEM_EXPIRY_DATE,SEM_STRIKE_PRICE,SEM_OPTION_TYPE,SEM_TICK_SIZE,SEM_EXPIRY_FLAG,SEM_EXCH_INSTRUMENT_TYPE,SEM_SERIES,SM_SYMBOL_NAME\n";

    private const string Dhan = DhanHeading
        + "NSE,E,2885,EQUITY,0,RELIANCE,1.0,Reliance Industries,,,,5.0000,NA,ES,EQ,RELIANCE INDUSTRIES LTD\n"
        + "NSE,E,7,EQUITY,0,SMALLCO,1.0,\"Small, and \"\"Co\"\"\",,,,5.0000,NA,ES,BE,SMALL CO\n"
        + "NSE,I,13,INDEX,0,NIFTY,1.0,Nifty 50,,,,,NA,INDEX,X,NIFTY\n"
        + "NSE,D,49081,FUTSTK,0,RELIANCE-Jul2025-FUT,500.0,RELIANCE JUL FUT,2025-07-31 14:30:00,-0.01,XX,10.0000,M,FUT,,\n"
        + "NSE,D,40001,OPTIDX,0,NIFTY-Jul2025-25000-CE,75.0,NIFTY 17 JUL 25000 CALL,2025-07-17 14:30:00,25000.00000,CE,5.0000,W,OP,,\n"
        + "NSE,D,40002,OPTIDX,0,NIFTY-Jul2025-25000-CE,75.0,NIFTY 31 JUL 25000 CALL,2025-07-31 14:30:00,25000.00000,CE,5.0000,M,OP,,\n"
        + "NSE,E,notanumber,EQUITY,0,X,1,,,,,,,,EQ,X\nNSE,E\nNASDAQ,Q,1,EQUITY,0,AAPL,1,,,,,,,,EQ,X\nNSE,D,5,FUTSTK,0,X-FUT,1,,,,,,,,,\n";

    [Fact]
    public void Dhan_s_list_gives_full_identities_and_counts_what_it_cannot_read()
    {
        var read = Read("dhan", Dhan);
        Assert.Equal(
            [("NSE:NIFTY-INDEX", "IDX_I:13"), ("NSE:NIFTY2571725000CE", "NSE_FNO:40001"), ("NSE:NIFTY25JUL25000CE", "NSE_FNO:40002"), ("NSE:RELIANCE", "NSE_EQ:2885"), ("NSE:RELIANCE25JULFUT", "NSE_FNO:49081"), ("NSE:SMALLCO-BE", "NSE_EQ:7")],
            read.Entries.Select(entry => (entry.Name, entry.Code)));
        var future = read.Entries.Single(entry => entry.Kind is InstrumentKind.Future);
        Assert.Equal(("RELIANCE", new DateOnly(2025, 7, 31), "500", "10"), (future.Underlying, future.Expiry, future.Lot, future.Tick));
        Assert.Equal("Small, and \"Co\"", read.Entries.Single(entry => entry.Name == "NSE:SMALLCO-BE").Text);
        Assert.Equal(4, read.Skipped.Values.Sum());
        Assert.All(read.Entries.Where(entry => entry.Expiry is not null), entry => Assert.Equal(entry.Underlying, InstrumentName.Parse(entry.Name).Underlying));
    }

    [Fact]
    public void Fyers_own_names_are_the_identities()
    {
        var read = Read("fyers",
            "101125070157061,RELIANCE 25 Jul 31 FUT,11,500,0.1,,0915-1530|1815-1915:,2025-06-30,1753956000,NSE:RELIANCE25JULFUT,10,11,57061,RELIANCE,2885,-1.0,XX,10100000002885,None,0,0.0\n"
            + "10100000003045,STATE BANK OF INDIA,0,1,0.05,INE062A01020,0915-1530|1815-1915:,2025-06-30,,NSE:SBIN-EQ,10,10,3045,SBIN,3045,-1.0,XX,10100000003045,None,1,0.0\nx,y\n");
        Assert.Equal([("NSE:RELIANCE25JULFUT", "101125070157061"), ("NSE:SBIN-EQ", "10100000003045")], read.Entries.Select(entry => (entry.Name, entry.Code)));
        Assert.Equal(new DateOnly(2025, 7, 31), read.Entries[0].Expiry);
        Assert.Equal(1, read.Skipped["too few columns"]);
    }

    [Theory]
    [InlineData("binance", """{"symbols":[{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.01000000"},{"filterType":"LOT_SIZE","stepSize":"0.00001000"}]},{"symbol":"OLD","status":"BREAK","baseAsset":"OLD"},{"status":"TRADING"}]}""", "BINANCE:BTCUSDT", "0.00001", "0.01")]
    [InlineData("coinbase", """[{"id":"BTC-USD","base_currency":"BTC","base_increment":"0.00000001","quote_increment":"0.01","display_name":"BTC/USD"},{"id":"X-USD","trading_disabled":true},{"id":null}]""", "COINBASE:BTC-USD", "0.00000001", "0.01")]
    [InlineData("kraken", """{"result":{"XXBTZUSD":{"wsname":"XBT/USD","ordermin":"0.00005","tick_size":"0.1"},"a":{},"b":{"wsname":3}}}""", "KRAKEN:BTC/USD", "0.00005", "0.1")]
    public void The_crypto_venues_lists_are_read(string feed, string json, string name, string lot, string tick)
    {
        var read = Read(feed, json);
        var one = Assert.Single(read.Entries);
        Assert.Equal((name, lot, tick), (one.Name, one.Lot, one.Tick));
        Assert.Equal(2, read.Skipped.Values.Sum());
        Assert.Throws<FormatException>(() => Read(feed, "<html>not found</html>"));
        Assert.Throws<FormatException>(() => Read(feed, """{"code":-1}"""));
    }

    [Fact]
    public void A_packed_list_is_read_too_and_another_s_list_is_refused()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) zip.Write(Encoding.UTF8.GetBytes(Dhan));
        packed.Position = 0;
        Assert.Equal(6, MasterReader.Read("dhan", packed).Entries.Count);
        Assert.Contains("scrip master", Assert.Throws<FormatException>(() => Read("dhan", "<html>")).Message, StringComparison.Ordinal);
        Assert.Contains("Feeds with one are", Assert.Throws<FormatException>(() => Read("json", "")).Message, StringComparison.Ordinal);
    }

    private static MasterRead Read(string feed, string text) => MasterReader.Read(feed, new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
