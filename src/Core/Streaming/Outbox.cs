namespace OrleansTicks.Core;

/// <summary>What a stream has read and not yet seen accepted: one handover on its way, the others gathering behind it.</summary>
/// <remarks>Called by the session's reader and, when a handover becomes durable, by the flusher; a lock of its own keeps them apart.</remarks>
internal sealed class Outbox : IDisposable
{
    /// <summary>Ticks in one handover: enough for the largest burst between two flushes, little enough that a commit holds the fence for milliseconds only.</summary>
    public const int MaxTicks = 2048;

    private readonly ISymbols _symbols;
    private readonly StreamBoard _board;
    private readonly StreamLimits _limits;
    private readonly Ownership _owner;
    private readonly Func<TickKind, KindTraits> _traits;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Queue<Handover> _ready = new();
    private readonly Stack<Handover> _idle = new();
    private readonly Action _completed;
    private Handover? _away;
    private System.Runtime.CompilerServices.ValueTaskAwaiter<Acceptance> _answer;
    private Position? _handedThrough;
    private TaskCompletionSource? _empty;
    private long _held;
    private long _counted;
    private bool _sending;
    private bool _reading;

    public Outbox(ISymbols symbols, StreamBoard board, StreamLimits limits, Ownership owner, Func<TickKind, KindTraits> traits, TimeProvider time)
    {
        (_symbols, _board, _limits, _owner, _traits, _time) = (symbols, board, limits, owner, traits, time);
        _handedThrough = owner.Last;
        _completed = Completed;
        Gathering = Rent();
    }

    /// <summary>Where the reader puts ticks between <see cref="Begin"/> and <see cref="Flush"/>; nobody else touches it meanwhile.</summary>
    public Handover Gathering { get; private set; }

    /// <summary>Unacknowledged bytes.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>The reader begins with a wake-up.</summary>
    public void Begin()
    {
        lock (_gate) _reading = true;
    }

    /// <summary>The gathering handover is full: the reader goes on with another.</summary>
    public void Next()
    {
        lock (_gate) Close();
        Send();
    }

    /// <summary>The reader is through with a wake-up. What it gathered leaves at once when nothing is on its way; else it goes on gathering.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            _reading = false;
            Count();
            if (_away is null && !Gathering.IsEmpty) Close();
        }

        Send();
    }

    /// <summary>Gives up all that is not on its way, and says where what is left ends. Not during a wake-up.</summary>
    /// <returns>Null when there is nothing to give up.</returns>
    public (int Ticks, Position? Through)? GiveUp()
    {
        lock (_gate)
        {
            if (!Gathering.IsEmpty) Close();
            var ticks = 0;
            while (_ready.TryDequeue(out var refused))
            {
                ticks += refused.Ticks.Count;
                Let(refused);
            }

            return ticks == 0 ? null : (ticks, _away?.Last ?? _handedThrough);
        }
    }

    /// <summary>Completes when all that was read is durable.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_gate)
        {
            if (_away is null && _ready.Count == 0 && Gathering.IsEmpty) return Task.CompletedTask;
            return (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Gives back the bytes of what never was accepted.</summary>
    public void Dispose() => _limits.Hold(-Interlocked.Exchange(ref _held, 0));

    /// <summary>Hands over while there is something and nothing is on its way. Handing over may complete at once, hence the loop.</summary>
    /// <remarks>What the ownership can no longer answer for is not handed on: its successor's gap covers it.</remarks>
    private void Send()
    {
        while (true)
        {
            Handover next;
            lock (_gate)
            {
                if (_sending || _away is not null || !_ready.TryDequeue(out next!)) return;
                if (!_owner.Hold.IsHeld(_time.SteadyMicroseconds()))
                {
                    // For good: an answer that came late must not let the stream go on behind a hole that nobody recorded.
                    _owner.Hold.Lose(Reason.StoreLost, "the lease could not be renewed in time");
                    _board.Dropped(next.Ticks.Count);
                    Let(next);
                    if (!_reading && _ready.Count == 0) Emptied();
                    continue;
                }

                (_away, _sending) = (next, true);
            }

            next.Owner = _owner;
            next.Traits = _traits;
            var answer = _symbols.AcceptAsync(next).GetAwaiter();
            lock (_gate)
            {
                _sending = false;
                if (!answer.IsCompleted)
                {
                    _answer = answer;
                    answer.UnsafeOnCompleted(_completed);
                    return;
                }
            }

            Acknowledge(answer.GetResult());
        }
    }

    private void Completed()
    {
        System.Runtime.CompilerServices.ValueTaskAwaiter<Acceptance> answer;
        lock (_gate) answer = _answer;
        Acknowledge(answer.GetResult());
        Send();
    }

    private void Acknowledge(Acceptance acceptance)
    {
        lock (_gate)
        {
            var done = _away!;
            _away = null;
            _handedThrough = done.Last;
            _board.Accepted(acceptance, done.Last, done.Gaps.Count);
            Let(done);
            // What gathered meanwhile leaves now, unless the reader is at it: then it will see that nothing is on its way.
            if (!_reading && _ready.Count == 0 && !Gathering.IsEmpty) Close();
            if (!_reading && _ready.Count == 0) Emptied();
        }
    }

    /// <summary>Under the lock: nothing is left. Who waits goes on elsewhere.</summary>
    private void Emptied()
    {
        _empty?.TrySetResult();
        _empty = null;
    }

    /// <summary>Under the lock: the gathering handover is ready to go, and another takes its place.</summary>
    private void Close()
    {
        Count();
        _ready.Enqueue(Gathering);
        _counted = 0;
        Gathering = Rent();
    }

    /// <summary>Under the lock: counts the bytes that came to the gathering handover.</summary>
    private void Count()
    {
        var bytes = Gathering.Bytes - _counted;
        _counted = Gathering.Bytes;
        Interlocked.Add(ref _held, bytes);
        _limits.Hold(bytes);
    }

    private Handover Rent() => _idle.TryPop(out var idle) ? idle : new Handover();

    private void Let(Handover handover)
    {
        var bytes = handover.Bytes;
        Interlocked.Add(ref _held, -bytes);
        _limits.Hold(-bytes);
        handover.Clear();
        if (_idle.Count < 2) _idle.Push(handover);
    }
}
