using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests;

/// <summary>Small values that tests need, with only what matters spelled out.</summary>
internal static class Some
{
    public static readonly KindTraits WithIdAndTime = new(HasId: true, HasTime: true, Consecutive: true);
    public static readonly KindTraits WithIdOnly = new(HasId: true, HasTime: false, Consecutive: false);

    public static Tick Trade(long identity, int instrument = 1, long price = 100) =>
        new() { Kind = TickKind.Trade, Identity = identity, Instrument = instrument, Price = price, Size = 1, Time = 1_000_000 + identity, Received = 2_000_000 + identity };

    public static Position At(long n, int lease = 1, long? identity = null) => new(lease, n, 1, n, 1, TickKind.Trade, identity ?? n, 2_000_000 + n, 1_000_000 + n);

    public static Ownership Owner(int lease = 1, Position? last = null) => new(1, lease, TickIdentity.EpochOrigin + lease, last);

    /// <summary>A batch of one stream with consecutive receipt numbers.</summary>
    public static TickBatch Batch(long firstN, int count, int lease = 1)
    {
        var batch = new TickBatch(count);
        batch.Declare(new BatchStream(1, lease, TickIdentity.EpochOrigin + lease, firstN, At(firstN + count - 1, lease)) { First = At(firstN, lease) });
        for (var i = 0; i < count; i++) batch.Add(Trade(firstN + i));
        return batch;
    }

    public static Handover Handover(long firstN, int count, Ownership? owner = null)
    {
        var handover = new Handover { Owner = owner ?? Owner(), Traits = _ => WithIdAndTime, First = At(firstN), Last = At(firstN + count - 1) };
        for (var i = 0; i < count; i++) handover.Ticks.Add() = Trade(firstN + i);
        return handover;
    }

    public static StreamPlan Plan(params string[] symbols) => new(
        new StreamKey(GroupKey.Parse("feed:fake|set:1"), 0), "fake", FeedMode.Quote, [.. symbols.Select((symbol, i) => new Instrument(i + 1, $"FAKE:{symbol}"))]);
}
