using System.Diagnostics;
using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

/// <summary>Damaged frames of the venues: no exception, no ticks of a rejected frame, no growth. A small fixed dose here; <c>TICKS_FUZZ</c> makes it as many for each parser.</summary>
[Collection(Alone.Name)]
public sealed class VenueFuzzTests(ITestOutputHelper output)
{
    private const int SmallDose = 20_000;

    [Theory]
    [InlineData("dhan")]
    [InlineData("fyers")]
    [InlineData("coinbase")]
    [InlineData("kraken")]
    [InlineData("binance")]
    public void Damaged_frames_are_judged_and_nothing_else_happens(string venue)
    {
        var dose = int.TryParse(Environment.GetEnvironmentVariable("TICKS_FUZZ"), out var wanted) ? wanted : SmallDose;
        var (parser, frames, binary) = Subject(venue);
        var mutations = new Mutations(seed: 20261127);
        var random = new Random(5);
        var ticks = new TickBuffer();
        var counts = new long[Enum.GetValues<FrameKind>().Length];
        var rejects = new long[Enum.GetValues<RejectKind>().Length];
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < dose; i++)
        {
            var frame = i % 16 == 0 ? Noise(random) : mutations.Next(frames);
            ticks.Clear();
            var verdict = parser.Parse(frame, binary, ticks);
            counts[(int)verdict.Kind]++;
            rejects[(int)verdict.Reject]++;
            if (verdict.Kind is not (FrameKind.Data or FrameKind.Refused)) Assert.Equal(0, ticks.Count);
            for (var t = 0; t < ticks.Count; t++)
            {
                Assert.True(ticks[t].Instrument > 0 && ticks[t].Kind is not TickKind.None && ticks[t].Price >= 0 && ticks[t].PriceScale <= FixedPoint.MaxScale);
                Assert.True(ticks[t].Time == Tick.None || ticks[t].Time >= TickTime.Earliest);
            }

            while (parser.TryTakeReply(out _)) { }
        }

        output.WriteLine($"fuzz: {venue} inputs={dose} seconds={watch.Elapsed.TotalSeconds:0.0} {string.Join(' ', Enum.GetValues<FrameKind>().Where(kind => counts[(int)kind] > 0).Select(kind => $"{kind.Word()}={counts[(int)kind]}"))}");
        Assert.Equal(dose, counts.Sum());
        Assert.True(counts[(int)FrameKind.Rejected] > 0 && rejects.Skip(1).Count(count => count > 0) > 1);
    }

    [Theory]
    [InlineData("dhan")]
    [InlineData("fyers")]
    [InlineData("coinbase")]
    [InlineData("kraken")]
    [InlineData("binance")]
    public void Whole_frames_are_read_without_allocating(string venue)
    {
        var (parser, frames, binary) = Subject(venue);
        frames = [.. frames.Where(frame => frame.Length > 12)];
        var ticks = new TickBuffer();
        Read(2_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(200_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);

        void Read(int count)
        {
            for (var i = 0; i < count; i++)
            {
                ticks.Clear();
                parser.Parse(frames[i % frames.Count], binary, ticks);
            }
        }
    }

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(0, 200)];
        random.NextBytes(noise);
        return noise;
    }

    private static (IFrameParser Parser, IReadOnlyList<byte[]> Frames, bool Binary) Subject(string venue) => venue switch
    {
        "dhan" => (Some.Parser("dhan", FeedMode.Full, "NSE_EQ:1333", "NSE_FNO:49081", "IDX_I:13"),
            [.. ((string[])[DhanVectors.Ticker, DhanVectors.PreviousClose, DhanVectors.OpenInterest, DhanVectors.Quote, DhanVectors.Full, DhanVectors.Ticker + DhanVectors.Full]).Select(Convert.FromHexString)], true),
        "fyers" => (new FyersFrames(new SymbolTable([new Instrument(7, "sf|nse_cm|3045")], instrument => instrument.Name), FeedMode.Quote),
            [.. ((string[])[FyersVectors.Snapshot, FyersVectors.UpdateAndLite, FyersVectors.SubscribeOk, FyersVectors.Snapshot + FyersVectors.UpdateAndLite]).Select(Convert.FromHexString)], true),
        "coinbase" => (Some.Parser("coinbase", FeedMode.Quote, "BTC-USD"), Text(
            """{"type":"match","trade_id":10,"side":"sell","size":"5.23512","price":"400.23","product_id":"BTC-USD","sequence":50,"time":"2014-11-07T08:19:27.028459Z"}""",
            """{"type":"ticker","sequence":37475248783,"product_id":"BTC-USD","price":"1285.22","best_bid":"1285.04","best_bid_size":"0.46688654","best_ask":"1285.27","best_ask_size":"1.56637040","side":"buy","time":"2022-10-19T23:28:22.061769Z","trade_id":370843401,"last_size":"11.4396987"}"""), false),
        "binance" => (Some.Parser("binance", FeedMode.Full, "BNBBTC"), Text(
            """{"stream":"bnbbtc@ticker","data":{"e":"24hrTicker","E":1580254809477,"s":"BNBBTC","x":"8917.98","c":"9338.96","o":"8917.99","h":"9373.19","l":"8862.4","v":"72229.5","q":"654275356.1"}}""",
            """{"stream":"bnbbtc@depth5@100ms","data":{"lastUpdateId":160,"bids":[["0.0024","10"],["0.00239","3.50"]],"asks":[["0.0026","100"],["0.0027","1"],["0.0028","2"]]}}"""), false),
        _ => (Some.Parser("kraken", FeedMode.Full, "BTC/USD"), Text(
            """{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"sell","price":84000.1,"qty":0.00500000,"ord_type":"market","trade_id":4665906,"timestamp":"2026-09-25T07:49:37.708706Z"}]}""",
            """{"channel":"status","type":"update","data":[{"version":"2.0.0","system":"online"}]}"""), false),
    };

    private static IReadOnlyList<byte[]> Text(params string[] frames) => [.. frames.Select(Encoding.UTF8.GetBytes)];
}
