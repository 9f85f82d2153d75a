namespace OrleansTicks.Core;

/// <summary>One ownership in the hands of its owner: until when it may read, and whether it was lost. Asked for every slice.</summary>
/// <remarks>
/// The deadline lies on the steady clock and counts from before the request that renewed it was sent, so it ends before anybody else can take the stream,
/// however slow the answer was and however long this process stood still.
/// </remarks>
public sealed class LeaseHold
{
    private readonly StoreClock _clock;
    private readonly CancellationTokenSource _lost = new();
    private readonly Lock _gate = new();
    private long _deadline;

    /// <param name="clock">What is known of the store's clock.</param>
    /// <param name="deadline">Microseconds of the steady clock.</param>
    public LeaseHold(StoreClock clock, long deadline) => (_clock, _deadline) = (clock, deadline);

    /// <summary>Never lost: for a warm-up, which owns nothing.</summary>
    public static LeaseHold Forever { get; } = new(new StoreClock(), long.MaxValue);

    /// <summary>Cancelled when the ownership is over.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Why it is over.</summary>
    public Reason LostBy { get; private set; }

    /// <summary>The same in a sentence; null while it is held.</summary>
    public string? LostDetail { get; private set; }

    /// <summary>True while slices may be read and handed on.</summary>
    public bool IsHeld(long steady) => steady < Volatile.Read(ref _deadline) && !_lost.IsCancellationRequested;

    /// <summary>An upper bound, by the store's clock, of what this moment is: goes with what was received now.</summary>
    public long ReceivedBy(long steady) => _clock.AtMost(steady);

    /// <summary>It was renewed. An earlier deadline changes nothing, and what was lost stays so.</summary>
    internal void Extend(long deadline)
    {
        lock (_gate) _deadline = Math.Max(_deadline, deadline);
    }

    /// <summary>It is over. The first reason stands.</summary>
    internal void Lose(Reason reason, string detail)
    {
        lock (_gate)
        {
            if (LostDetail is not null) return;
            (LostBy, LostDetail) = (reason, detail);
        }

        // Whoever waits for it goes on elsewhere: this may be called under a lock.
        _ = _lost.CancelAsync();
    }
}
