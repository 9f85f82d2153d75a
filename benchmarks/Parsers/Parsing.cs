using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;
using OrleansTicks.Feeds;

namespace OrleansTicks.Parsers;

/// <summary>One frame to one tick, the symbol found among 250.</summary>
[MemoryDiagnoser]
public class Parsing
{
    public const string FyersFields = "symbol=symbol,price=ltp,size=last_traded_qty,time=exch_feed_time:ns,id=seq";

    private const string Trade =
        """{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}""";

    private const string Book =
        """{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000","A":"1.54698000"}""";

    private const string Fyers =
        """{"symbol":"NSE:SYM0000725JULFUT","ltp":104.20,"ch":-1.25,"chp":-0.31,"bid":104.20,"last_traded_qty":7"""
        + ""","exch_feed_time":1723161255342123456,"type":"sf","seq":1000000007}""";

    private const string Lite = """{"symbol":"NSE:SYM0000725JULFUT","ltp":104.20,"qty":7,"ts":1723161255342123456,"seq":1000000007}""";

    private readonly TickBuffer _ticks = new();
    private int _turn;
    private readonly byte[] _trade = Encoding.UTF8.GetBytes(Trade);
    private readonly byte[] _combinedTrade = Encoding.UTF8.GetBytes($$"""{"stream":"btcusdt@trade","data":{{Trade}}}""");
    private readonly byte[] _bookTicker = Encoding.UTF8.GetBytes($$"""{"stream":"btcusdt@bookTicker","data":{{Book}}}""");
    private readonly byte[] _fyers = Encoding.UTF8.GetBytes(Fyers);
    private readonly byte[] _lite = Encoding.UTF8.GetBytes(Lite);
    private readonly IFrameParser _binance =
        Parser(new FeedSettings { Name = "binance" }, ["BTCUSDT", .. Enumerable.Range(0, 249).Select(i => $"SYM{i:00000}USDT")]);
    private readonly IFrameParser _dhan = Parser(new FeedSettings { Name = "dhan" }, [.. Enumerable.Range(49_000, 250).Select(i => $"NSE_FNO:{i}")], FeedMode.Full);
    private readonly IFrameParser _coinbase = Parser(new FeedSettings { Name = "coinbase" }, ["BTC-USD", .. Enumerable.Range(0, 249).Select(i => $"SYM{i:00000}-USD")]);
    private readonly IFrameParser _kraken = Parser(new FeedSettings { Name = "kraken" }, ["BTC/USD", .. Enumerable.Range(0, 249).Select(i => $"SYM{i:00000}/USD")]);
    private readonly byte[][] _dhanQuotes = Twice("04320002b9bf000000b5be464b00201a006b80a0be4606120f00672b0000ce560000008cbe46333cbe460004bf461a78be46");
    private readonly byte[][] _dhanFulls = Twice(
        "08a20002b9bf000000b5be464b00201a006b80a0be4606120f00672b0000ce5600008fd61200c0eb1200804f1200008cbe46333cbe460004bf461a78be464b000000960000000100020000b4be4600b5be46960000002c01000002000300e6b3be461ab5be46"
        + "e1000000c201000003000400cdb3be4633b5be462c0100005802000004000500b3b3be464db5be4677010000ee020000050006009ab3be4666b5be46");
    private readonly byte[] _match = """{"type":"match","trade_id":1100243495,"maker_order_id":"7de5856f-7a09-4e69-874a-c5fb2d3f56c6","taker_order_id":"91de5856-7a09-4e69-874a-c5fb2d3f56c6","side":"sell","size":"0.00029129","price":"83425.97","product_id":"BTC-USD","sequence":136999329805,"time":"2026-09-30T02:03:15.234144Z"}"""u8.ToArray();
    private readonly byte[] _krakenTrade = """{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"sell","price":84000.1,"qty":0.00500000,"ord_type":"market","trade_id":4665906,"timestamp":"2026-09-25T07:49:37.708706Z"}]}"""u8.ToArray();
    private readonly IFrameParser _fyersJson = Json(FyersFields);
    private readonly IFrameParser _liteJson = Json("symbol=symbol,price=ltp,size=qty,time=ts:ns,id=seq");

    /// <summary>The measure of the machine and its load: .NET's reader, walking over the trade and looking at nothing.</summary>
    [Benchmark(Baseline = true)]
    public int Utf8JsonReaderWalk()
    {
        var reader = new Utf8JsonReader(_trade);
        var tokens = 0;
        while (reader.Read()) tokens++;
        return tokens;
    }

    [Benchmark]
    public FrameVerdict BinanceTrade() => Read(_binance, _trade);

    [Benchmark]
    public FrameVerdict BinanceCombinedTrade() => Read(_binance, _combinedTrade);

    [Benchmark]
    public FrameVerdict BinanceBookTicker() => Read(_binance, _bookTicker);

    [Benchmark]
    public FrameVerdict JsonFyers() => Read(_fyersJson, _fyers);

    [Benchmark]
    public FrameVerdict JsonLite() => Read(_liteJson, _lite);

    /// <summary>A new trade each time: the two packets differ in their day volume.</summary>
    [Benchmark]
    public FrameVerdict DhanQuote() => Read(_dhan, _dhanQuotes[_turn++ & 1], binary: true);

    [Benchmark]
    public FrameVerdict DhanFull() => Read(_dhan, _dhanFulls[_turn++ & 1], binary: true);

    [Benchmark]
    public FrameVerdict CoinbaseMatch() => Read(_coinbase, _match);

    [Benchmark]
    public FrameVerdict KrakenTrade() => Read(_kraken, _krakenTrade);

    private static byte[][] Twice(string packet)
    {
        var (one, other) = (Convert.FromHexString(packet), Convert.FromHexString(packet));
        other[22]++;
        return [one, other];
    }

    private static IFrameParser Json(string fields) =>
        Parser(
            new FeedSettings { Name = "json", Url = SecretUrl.Parse("ws://127.0.0.1:1"), Json = JsonFields.Parse(fields) },
            [.. Enumerable.Range(0, 250).Select(i => $"NSE:SYM{i:00000}25JULFUT")]);

    private static IFrameParser Parser(FeedSettings settings, IReadOnlyList<string> symbols, FeedMode mode = FeedMode.Quote)
    {
        var feed = FeedFactory.Create(settings, TimeProvider.System, NullLoggerFactory.Instance);
        Instrument[] instruments = [.. symbols.Select((symbol, i) => new Instrument(i + 1, feed.Identify(symbol)))];
        return feed.CreateParser(new StreamPlan(new StreamKey(GroupKey.OfSymbols(feed.Name, symbols), 0), feed.Name, mode, instruments));
    }

    private FrameVerdict Read(IFrameParser parser, byte[] frame, bool binary = false)
    {
        _ticks.Clear();
        var verdict = parser.Parse(frame, binary, _ticks);
        return verdict.Kind is FrameKind.Data ? verdict : throw new InvalidOperationException($"{verdict.Reject}: {Encoding.UTF8.GetString(frame)}");
    }
}
