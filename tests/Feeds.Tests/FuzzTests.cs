using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

/// <summary>Prefixes and mutations. A small fixed dose here; <c>TICKS_FUZZ=400000</c>, as <c>tests/fuzz</c> sets it, makes it that many.</summary>
[Collection(Alone.Name)]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int SmallDose = 20_000;
    private const string LiteFields = "symbol=symbol,price=ltp,size=qty,time=ts:ns,id=seq";
    private const string TradeFields = "symbol=s,price=p,size=q,time=T:ns,id=t";

    [Fact]
    public void Every_prefix_of_every_frame_is_rejected_as_truncated()
    {
        var prefixes = 0;
        var ticks = new TickBuffer();
        foreach (var (parser, frames, _) in Subjects())
        {
            foreach (var frame in frames)
            {
                for (var length = 0; length < frame.Length; length++, prefixes++)
                    Assert.Equal(FrameVerdict.Rejected(RejectKind.Truncated), parser.Parse(frame.AsSpan(0, length), binary: false, ticks));
            }
        }

        Assert.Equal(0, ticks.Count);
        Assert.True(prefixes >= 1000);
        output.WriteLine($"fuzz: prefixes={prefixes}, all rejected");
    }

    [Fact]
    public void Every_whole_frame_of_the_small_copies_is_understood()
    {
        var ticks = new TickBuffer();
        foreach (var (parser, frames, compare) in Subjects())
        {
            foreach (var frame in frames)
            {
                ticks.Clear();
                var verdict = parser.Parse(frame, binary: false, ticks);
                Assert.True(verdict.Kind is not FrameKind.Rejected, $"{verdict.Reject}: {Encoding.UTF8.GetString(frame)}");
                if (verdict.Kind is FrameKind.Data) compare(frame, ticks[0]);
            }
        }
    }

    [Fact]
    public void Damaged_frames_are_rejected_or_read_as_another_reader_reads_them()
    {
        var dose = int.TryParse(Environment.GetEnvironmentVariable("TICKS_FUZZ"), out var wanted) ? wanted : SmallDose;
        var subjects = Subjects();
        var mutations = new Mutations(seed: 20260105);
        var counts = new long[Enum.GetValues<FrameKind>().Length];
        var ticks = new TickBuffer();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < dose; i++)
        {
            var (parser, frames, compare) = subjects[i % subjects.Count];
            var frame = mutations.Next(frames);
            ticks.Clear();
            var verdict = parser.Parse(frame, binary: false, ticks);
            counts[(int)verdict.Kind]++;
            Assert.Equal(verdict.Kind is FrameKind.Data ? 1 : 0, ticks.Count);
            Assert.Equal(verdict.Kind is FrameKind.Rejected, verdict.Reject is not RejectKind.None);
            if (verdict.Kind is FrameKind.Data) compare(frame, ticks[0]);
            else if (verdict.Kind is not FrameKind.Rejected) Assert.True(Oracle.IsStrictJson(frame), Encoding.UTF8.GetString(frame));
        }

        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        var rejected = 100.0 * counts[(int)FrameKind.Rejected] / dose;
        output.WriteLine($"fuzz: inputs={dose} {string.Join(' ', Enum.GetValues<FrameKind>().Select(kind => $"{kind.Word()}={counts[(int)kind]}"))} rejected_percent={rejected:0.0} memory_growth_bytes={growth}");
        Assert.Equal(dose, counts.Sum());
        Assert.True(rejected >= 90, $"only {rejected:0.0} % were rejected");
        Assert.True(growth < 1 << 20, $"{growth} bytes more than before");
    }

    [Fact]
    public void The_recordings_are_read_whole_and_as_another_reader_reads_them()
    {
        if (Frames.Recorded() is not { } frames)
        {
            output.WriteLine("the recordings are not at hand; the small copies are tested");
            return;
        }

        var parser = Some.Binance();
        var ticks = new TickBuffer();
        var sums = new Dictionary<(int, TickKind), (int Count, decimal Size, long Last)>();
        foreach (var frame in frames)
        {
            ticks.Clear();
            var verdict = parser.Parse(frame, binary: false, ticks);
            Assert.NotEqual(FrameKind.Rejected, verdict.Kind);
            if (verdict.Kind is not FrameKind.Data) continue;
            var tick = ticks[0];
            Oracle.AssertBinance(frame, tick, Some.BinanceSymbols);
            var sum = sums.GetValueOrDefault((tick.Instrument, tick.Kind));
            if (tick.Kind is TickKind.Trade && sum.Count > 0) Assert.Equal(sum.Last + 1, tick.Identity);
            sums[(tick.Instrument, tick.Kind)] = (sum.Count + 1, sum.Size + FixedPoint.ToDecimal(tick.Size, tick.SizeScale), tick.Identity);
        }

        Assert.Equal((9_757, 212.03315m), (sums[(1, TickKind.Trade)].Count, sums[(1, TickKind.Trade)].Size));
        Assert.Equal((6_106, 2261.3149m), (sums[(2, TickKind.Trade)].Count, sums[(2, TickKind.Trade)].Size));
        Assert.Equal(28_040, sums[(1, TickKind.Quote)].Count);
        Assert.Equal(24_077, sums[(2, TickKind.Quote)].Count);
        output.WriteLine($"fuzz: recorded={frames.Count}, none rejected");
    }

    private delegate void Compare(ReadOnlySpan<byte> frame, in Tick tick);

    private static List<(IFrameParser Parser, IReadOnlyList<byte[]> Frames, Compare Compare)> Subjects()
    {
        Compare binance = static (frame, in tick) => Oracle.AssertBinance(frame, tick, Some.BinanceSymbols);
        return
        [
            (Some.Binance(), Frames.Of("binance-trade"), binance),
            (Some.Binance(aggregate: true), Frames.Of("binance-aggTrade"), binance),
            (Some.Binance(), Frames.Of("binance-bookTicker"), binance),
            (Some.Binance(), Frames.Of("binance-other"), binance),
            (Some.Binance(), Frames.Of("binance-control"), binance),
            Json("json-fyers", Some.FyersFields, Some.LoadSymbols),
            Json("json-lite", LiteFields, Some.LoadSymbols),
            Json("json-binance", TradeFields, [.. Enumerable.Range(0, 250).Select(i => $"SYM{i:00000}USDT")]),
        ];

        static (IFrameParser, IReadOnlyList<byte[]>, Compare) Json(string file, string fields, string[] symbols)
        {
            var parsed = JsonFields.Parse(fields);
            return (Some.Json(fields, symbols), Frames.Of(file), (frame, in tick) => Oracle.AssertJson(frame, tick, parsed, symbols));
        }
    }
}
