using System.Collections.Concurrent;

namespace OrleansTicks.Core;

/// <summary>From frames to stamped ticks: parses, counts every verdict, numbers, stamps, checks continuity. One thread.</summary>
internal sealed class FrameIntake(IFeed feed, Ownership owner, StreamBoard board, Outbox outbox)
{
    private const long LongestAhead = TickTime.MicrosecondsPerDay;

    private readonly Continuity _continuity = new(owner);
    private readonly HashSet<int> _seen = [];
    private readonly List<Gap> _settled = [];
    private readonly TickBuffer _parsed = new();
    private readonly ConcurrentQueue<Edit> _edits = [];
    private readonly HashSet<int> _gone = [];
    private TaskCompletionSource _welcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IFrameParser _parser = null!;
    private long _n;
    private int _connection = -1;
    private long _frames;
    private long _receivedBy;

    /// <summary>Learns how quiet the data are.</summary>
    public Liveness Liveness { get; } = new();

    /// <summary>Data arrived on the connection in use.</summary>
    public bool HasData => _frames > 0;

    /// <summary>The venue confirmed a request on the connection in use.</summary>
    public bool IsAcknowledged { get; private set; }

    /// <summary>The venue said that it will close.</summary>
    public bool SaidGoodbye { get; private set; }

    /// <summary>The venue refused a request in words of its own.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>The venue said that it ends this connection, and why; null until it did.</summary>
    public FrameVerdict? Refusal { get; private set; }

    /// <summary>Ends when the venue has accepted who we are.</summary>
    public Task Welcome => _welcome.Task;

    /// <summary>A connection of the plan is up.</summary>
    public void Connected(StreamPlan plan)
    {
        while (_edits.TryDequeue(out _))
        {
            // It was for the connection before; this one asks for the new list at once.
        }

        _gone.Clear();
        _seen.IntersectWith(plan.Instruments.Select(instrument => instrument.Id));
        Begin(plan);
        _continuity.Connected();
        Liveness.Reconnected();
    }

    /// <summary>Another connection of the plan takes the place of the one before, and begins before that one ended: no gap lies between them.</summary>
    public void Renewed(StreamPlan plan)
    {
        foreach (var instrument in plan.Instruments) _gone.Remove(instrument.Id);
        Begin(plan);
    }

    /// <summary>Another thread says that the open connection is about to carry another list. Taken over before anything is read that comes after this call.</summary>
    /// <param name="plan">The new list.</param>
    /// <param name="removed">What is not to be stored any more, although it may still come.</param>
    /// <returns>Completes when it was taken over: then no tick of what was removed is handed over any more.</returns>
    public Task Carry(StreamPlan plan, IReadOnlyList<Instrument> removed)
    {
        var edit = new Edit(plan, removed);
        _edits.Enqueue(edit);
        return edit.Taken.Task;
    }

    /// <summary>Takes what the venue wants to hear because of what was read.</summary>
    public bool TryTakeReply(out ReadOnlyMemory<byte> reply) => _parser.TryTakeReply(out reply);

    public void Disconnected(GapCause cause) => _continuity.Disconnected(cause, _settled);

    /// <summary>What was read and not handed over is given up; the hole is a gap.</summary>
    public void Refused(Position? through, int ticks)
    {
        board.Dropped(ticks);
        _continuity.Refused(through);
        _settled.Clear();
    }

    /// <summary>Reads a whole wake-up.</summary>
    /// <param name="frames">What had arrived.</param>
    /// <param name="arrived">Its one stamp, microseconds since 1970 UTC.</param>
    /// <param name="steady">The same moment on a clock that is never set.</param>
    public void Read(FrameBatch frames, long arrived, long steady)
    {
        int data = 0, notAsked = 0, ticks = 0;
        while (_edits.TryDequeue(out var edit)) Take(edit);
        outbox.Begin();
        _receivedBy = owner.Hold.ReceivedBy(steady);
        for (var i = 0; i < frames.Count; i++)
        {
            _parsed.Clear();
            var verdict = _parser.Parse(frames[i], frames.IsBinary(i), _parsed);
            switch (verdict.Kind)
            {
                case FrameKind.Data:
                    data++;
                    _frames++;
                    if (verdict.Reject is not RejectKind.None) Rejected(verdict.Reject);
                    for (var t = 0; t < _parsed.Count; t++)
                    {
                        if (_gone.Count > 0 && _gone.Contains(_parsed[t].Instrument)) continue;
                        // What bears no id would be stored twice: while two connections overlap, the older one brings it.
                        if (frames.Arrived > 0 && !feed.Traits.Of(_parsed[t].Kind).HasId) continue;
                        ticks++;
                        Take(ref _parsed[t], arrived);
                    }

                    // Where in the frame the lost one stood is not known: before the first that is whole, or behind the last.
                    if (verdict.Reject is not RejectKind.None) Break(verdict.Reject);
                    break;
                case FrameKind.NotAsked:
                    notAsked++;
                    break;
                case FrameKind.Rejected:
                    Rejected(verdict.Reject);
                    break;
                case FrameKind.Acknowledged:
                    IsAcknowledged = true;
                    break;
                case FrameKind.Goodbye:
                    SaidGoodbye = true;
                    break;
                case FrameKind.Welcomed:
                    _welcome.TrySetResult();
                    break;
                case FrameKind.Error:
                    WasRefused = true;
                    break;
                case FrameKind.Refused:
                    Refusal ??= verdict;
                    if (_parsed.Count > 0) goto case FrameKind.Data;
                    break;
            }
        }

        if (data > 0) Liveness.Data(steady);
        board.Frames(data, notAsked, ticks, _seen.Count, arrived, Liveness.Limit);
        outbox.Flush();
    }

    private void Begin(StreamPlan plan)
    {
        _connection++;
        _frames = 0;
        IsAcknowledged = SaidGoodbye = WasRefused = false;
        Refusal = null;
        _welcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _parser = feed.CreateParser(plan);
    }

    private void Take(Edit edit)
    {
        _parser.Carry(edit.Plan);
        foreach (var instrument in edit.Removed)
        {
            _gone.Add(instrument.Id);
            _seen.Remove(instrument.Id);
            _continuity.Forget(instrument.Id);
        }

        foreach (var instrument in edit.Plan.Instruments) _gone.Remove(instrument.Id);
        edit.Taken.SetResult();
    }

    private void Rejected(RejectKind reject)
    {
        board.Rejected(reject);
        Break(reject);
    }

    /// <summary>Another's instrument is no loss of ours; anything else unreadable may have been data.</summary>
    private void Break(RejectKind reject)
    {
        if (reject is RejectKind.UnknownInstrument) return;
        _continuity.Break(reject is RejectKind.SequenceJump ? GapCause.Sequence : GapCause.Rejected);
    }

    /// <summary>Numbers and stamps a tick, in place in the outbox.</summary>
    private void Take(ref Tick parsed, long arrived)
    {
        var handover = outbox.Gathering;
        if (handover.Ticks.Count >= Outbox.MaxTicks)
        {
            outbox.Next();
            handover = outbox.Gathering;
        }

        ref var tick = ref handover.Ticks.Add();
        tick = parsed;
        tick.Received = arrived;
        _n++;
        if (tick.Identity == Tick.None) tick.Identity = TickIdentity.Of(owner.Epoch, _n);
        if (tick.Time == Tick.None)
        {
            tick.Time = arrived;
            tick.Flags = (ushort)((tick.Flags & ~(TickFlags.RestMask | TickFlags.DigitsMask)) | TickFlags.SixDigits);
        }
        else if (tick.Time > arrived + LongestAhead)
        {
            tick.Time = arrived;
            tick.Flags = (ushort)((tick.Flags & ~(TickFlags.RestMask | TickFlags.DigitsMask)) | TickFlags.SixDigits | TickFlags.SuspectTime);
        }

        var position = new Position(owner.Lease, _n, _connection, _frames - 1, tick.Instrument, tick.Kind, tick.Identity, arrived, tick.Time);
        if (handover.Ticks.Count == 1) handover.First = position;
        handover.Last = position;
        handover.ReceivedBy = _receivedBy;
        if (_settled.Count > 0)
        {
            handover.Gaps.AddRange(_settled);
            _settled.Clear();
        }

        var traits = feed.Traits.Of(tick.Kind);
        if (!traits.HasId) handover.Places.Add(new Place(_connection, _frames - 1));
        _continuity.Proven(position, traits.Consecutive, handover.Gaps);
        _seen.Add(tick.Instrument);
    }

    /// <summary>A change of the list on its way to the reading thread.</summary>
    private sealed record Edit(StreamPlan Plan, IReadOnlyList<Instrument> Removed)
    {
        public TaskCompletionSource Taken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
