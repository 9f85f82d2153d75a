namespace OrleansTicks.Core;

/// <summary>The ticks of one symbol in a handover: what a symbol's book judges at a time.</summary>
public sealed class SymbolSlice
{
    private int _judged;

    internal SymbolSlice(SlicedHandover parent, int instrument, int first) => (Parent, Instrument, First) = (parent, instrument, first);

    public SlicedHandover Parent { get; }

    /// <summary>The store's id.</summary>
    public int Instrument { get; }

    public int Count { get; internal set; }

    /// <summary>Every tick of it can be told from its copies by the store's key alone: id and time of the venue.</summary>
    public bool IsNumbered
    {
        get
        {
            for (var i = First; i >= 0; i = Parent.After(i))
            {
                if (Parent.Handover.Traits(Parent.Handover.Ticks[i].Kind) is not { HasId: true, HasTime: true }) return false;
            }

            return true;
        }
    }

    internal int First { get; }

    /// <summary>A slice is judged once, however often it is sent: a book that was asked again would take its own ticks for copies.</summary>
    public bool IsJudged => Volatile.Read(ref _judged) != 0;

    /// <summary>A copy of its ticks, in order.</summary>
    public Tick[] CopyTicks()
    {
        var ticks = new Tick[Count];
        for (int i = First, k = 0; i >= 0; i = Parent.After(i)) ticks[k++] = Parent.Handover.Ticks[i];
        return ticks;
    }

    /// <summary>Takes over what a book elsewhere said of its ticks, in order.</summary>
    public void TakeOver(ReadOnlySpan<BookVerdict> verdicts)
    {
        if (!Claim()) return;
        if (verdicts.Length != Count) throw new ArgumentException($"{verdicts.Length} verdicts for {Count} ticks", nameof(verdicts));
        for (int i = First, k = 0; i >= 0; i = Parent.After(i), k++)
        {
            Parent.Say(i, verdicts[k]);
            if (verdicts[k] is BookVerdict.Late) Parent.Handover.Ticks[i].Flags |= TickFlags.Late;
        }

        Parent.SliceJudged();
    }

    /// <summary>True for the one who may judge it.</summary>
    internal bool Claim() => Interlocked.Exchange(ref _judged, 1) == 0;
}
