using FsCheck;
using FsCheck.Fluent;
using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests.Symbols;

/// <summary>What holds for ticks without ids, whatever two streams do.</summary>
public sealed class UnnumberedTests
{
    /// <summary>Each byte is a tick: its stream, and how long after the one before.</summary>
    [Fact]
    public void Sources_never_mix_and_each_change_is_a_gap_that_joins_what_is_stored() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        steps =>
        {
            var book = new SymbolBook();
            var (at, n) = (1_000_000L, new long[3]);
            Position? last = null;
            foreach (var step in steps)
            {
                var source = (step & 1) + 1;
                at += (step >> 6) switch { 0 => 0, 1 => 1_000 * (1L + step), 2 => 100_000L * step, _ => 1_000_000L * step };
                var tick = Some.Trade(TickIdentity.Of(TickIdentity.EpochOrigin + (2 * source), ++n[source])) with { Received = at, Time = at };
                var position = new Position(10 + source, n[source], 0, n[source] - 1, 1, tick.Kind, tick.Identity, at, at);
                var verdict = book.AcceptUnnumbered(ref tick, source, position, out var gap);
                var changes = last is { } before && before.Lease != position.Lease;
                if (verdict is BookVerdict.Spare)
                {
                    if (!changes || gap is not null) return false;   // only who is not primary stands by
                    continue;
                }

                if (verdict is not BookVerdict.New || changes != gap is not null) return false;
                if (gap is not null && (gap.Last != last || gap.First != position || at - last!.Value.Received <= 2_000_000)) return false;
                last = position;
                if (book.LastTrade!.Value.Identity != tick.Identity) return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ticks_are_judged_without_allocating()
    {
        var book = new SymbolBook();
        var n = 0L;
        Judge(1_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Judge(200_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Judge(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var source = (i & 1) + 1;   // every second one is a spare's
                var tick = Some.Trade(TickIdentity.Of(TickIdentity.EpochOrigin + source, ++n)) with { Received = n * 1_000 };
                _ = book.AcceptUnnumbered(ref tick, source, new Position(source, n, 0, n, 1, tick.Kind, tick.Identity, tick.Received, tick.Time), out _);
            }
        }
    }
}
