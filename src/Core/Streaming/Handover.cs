using System.Threading.Tasks.Sources;

namespace OrleansTicks.Core;

/// <summary>What a stream read since its last handover, in order of receipt, with the gaps among it. Reused: a session has two, one gathering and one on its way.</summary>
public sealed class Handover : IValueTaskSource<Acceptance>
{
    /// <summary>Bytes that one tick holds until it is acknowledged.</summary>
    public const int BytesPerTick = 72;

    private ManualResetValueTaskSourceCore<Acceptance> _done;
    private Acceptance _acceptance;

    /// <summary>Ticks, receipt numbers rising.</summary>
    public TickBuffer Ticks { get; } = new(16);

    /// <summary>Gaps whose first proven tick is among <see cref="Ticks"/>, so that neither is ever accepted without the other.</summary>
    public List<Gap> Gaps { get; } = [];

    /// <summary>Under which they were received.</summary>
    public Ownership Owner { get; set; } = null!;

    public Position First { get; set; }

    public Position Last { get; set; }

    /// <summary>All of it was received by then: an upper bound by the store's clock, microseconds since 1970 UTC; 0 = unknown.</summary>
    public long ReceivedBy { get; set; }

    /// <summary>What the venue's ticks of a kind carry.</summary>
    public Func<TickKind, KindTraits> Traits { get; set; } = null!;

    public long Bytes => ((long)Ticks.Count * BytesPerTick) + ((long)Places.Count * Place.Bytes);

    /// <summary>The frames of those ticks that the venue gives no id, in their order: the gap of one symbol may begin or end at each. The others need none.</summary>
    internal List<Place> Places { get; } = [];

    /// <summary>Where one of its ticks stands: receipt numbers of a handover have no holes.</summary>
    internal Position PositionOf(int index, Place place)
    {
        ref var tick = ref Ticks[index];
        return new Position(Owner.Lease, First.N + index, place.Connection, place.Frame, tick.Instrument, tick.Kind, tick.Identity, tick.Received, tick.Time);
    }

    public bool IsEmpty => Ticks.Count == 0;

    public void Clear()
    {
        Ticks.Clear();
        Gaps.Clear();
        Places.Clear();
    }

    /// <summary>For who accepts: makes it pending.</summary>
    internal ValueTask<Acceptance> Begin()
    {
        _done.Reset();
        return new ValueTask<Acceptance>(this, _done.Version);
    }

    /// <summary>For who accepts: what the books said; told to the stream once it is durable.</summary>
    internal void Judged(Acceptance acceptance) => _acceptance = acceptance;

    /// <summary>For who accepts: it is durable. Runs the stream's continuation on the caller's thread.</summary>
    internal void Durable() => _done.SetResult(_acceptance);

    Acceptance IValueTaskSource<Acceptance>.GetResult(short token) => _done.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<Acceptance>.GetStatus(short token) => _done.GetStatus(token);

    void IValueTaskSource<Acceptance>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _done.OnCompleted(continuation, state, token, flags);
}
