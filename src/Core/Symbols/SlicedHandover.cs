using System.Runtime.InteropServices;

namespace OrleansTicks.Core;

/// <summary>A handover cut by symbol, so that each symbol's book can judge its part on its own; then all of it enters the writer in one piece.</summary>
/// <remarks>In one piece, because what is accepted of a stream must be a run of receipt numbers without holes: else the gap after a crash would not be exact.</remarks>
public sealed class SlicedHandover
{
    private readonly int[] _next;
    private readonly int[] _place;
    private readonly BookVerdict[] _verdicts;
    private readonly TaskCompletionSource _judged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;

    public SlicedHandover(Handover handover)
    {
        Handover = handover;
        var count = handover.Ticks.Count;
        (_next, _place, _verdicts) = (new int[count], new int[count], new BookVerdict[count]);
        var last = new Dictionary<int, (SymbolSlice Slice, int Index)>();
        var slices = new List<SymbolSlice>();
        for (int i = 0, places = 0; i < count; i++)
        {
            ref var tick = ref handover.Ticks[i];
            _place[i] = handover.Traits(tick.Kind).HasId ? -1 : places++;
            _next[i] = -1;
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(last, tick.Instrument, out var known);
            if (known) _next[entry.Index] = i;
            else slices.Add(entry.Slice = new SymbolSlice(this, tick.Instrument, i));
            entry.Index = i;
            entry.Slice.Count++;
        }

        (Slices, _open) = (slices, slices.Count);
    }

    public Handover Handover { get; }

    /// <summary>One for each symbol, in the order of their first ticks.</summary>
    public IReadOnlyList<SymbolSlice> Slices { get; }

    /// <summary>Completes when every slice is judged.</summary>
    public Task Judged => _judged.Task;

    /// <summary>Completes when all of it lies in the spool.</summary>
    public Task Durable => _durable.Task;

    /// <summary>It is durable: who judged a slice is told.</summary>
    public void Settled() => _durable.TrySetResult();

    internal void SliceJudged()
    {
        if (Interlocked.Decrement(ref _open) == 0) _judged.TrySetResult();
    }

    internal BookVerdict VerdictOf(int index) => _verdicts[index];

    internal void Say(int index, BookVerdict verdict) => _verdicts[index] = verdict;

    internal int PlaceOf(int index) => _place[index];

    /// <summary>The next tick of the same symbol; negative = none.</summary>
    internal int After(int index) => _next[index];
}
