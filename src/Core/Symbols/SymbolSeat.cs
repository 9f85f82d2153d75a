namespace OrleansTicks.Core;

/// <summary>The book of one instrument in one process, and the ownerships that brought its newest price and quote. Touched under the writer's lock only.</summary>
/// <remarks>The embedded node makes one when an instrument is first heard of; in the cluster the instrument's grain holds it.</remarks>
/// <param name="instrument">The store's id.</param>
public sealed class SymbolSeat(int instrument)
{
    public int Instrument => instrument;

    internal SymbolBook Book { get; } = new();

    /// <summary>It waits to be written to the table of newest prices.</summary>
    internal bool Changed { get; set; }

    /// <summary>It goes once that is written.</summary>
    internal bool IsLeaving { get; set; }

    /// <summary>With two streams it differs from <see cref="QuoteLease"/>, and the fence goes by them.</summary>
    internal int TradeLease { get; private set; }

    internal int QuoteLease { get; private set; }

    internal bool HasData => Book.LastTrade is not null || Book.LastQuote is not null;

    /// <param name="tick">Marked when it is late.</param>
    /// <param name="handover">What it is part of.</param>
    /// <param name="index">Where.</param>
    /// <param name="place">Index of its frame among those of ticks without an id.</param>
    internal BookVerdict Judge(ref Tick tick, Handover handover, int index, int place)
    {
        var traits = handover.Traits(tick.Kind);
        var verdict = traits.HasId ? Book.Accept(ref tick, traits) : AcceptUnnumbered(ref tick, handover, index, handover.Places[place]);
        if (verdict is not BookVerdict.New || !tick.Kind.IsPrice()) return verdict;
        if (tick.Kind is TickKind.Quote) QuoteLease = handover.Owner.Lease;
        else TradeLease = handover.Owner.Lease;
        return verdict;
    }

    /// <summary>A source that takes over brings the gap behind its predecessor along, in the same handover as its first tick.</summary>
    private BookVerdict AcceptUnnumbered(ref Tick tick, Handover handover, int index, Place place)
    {
        var verdict = Book.AcceptUnnumbered(ref tick, handover.Owner.Stream, handover.PositionOf(index, place), out var gap);
        if (gap is not null) handover.Gaps.Add(gap);
        return verdict;
    }
}
