namespace OrleansTicks.Simulator;

/// <summary>Counts a client's messages over any one second.</summary>
internal sealed class MessageRate(TimeProvider time)
{
    private readonly long[] _last = new long[Most];
    private long _count;

    /// <summary>What the venue allows in a second.</summary>
    public const int Most = 5;

    /// <summary>False when this message is one more than <see cref="Most"/> within a second.</summary>
    public bool Allows()
    {
        var now = time.GetTimestamp();
        ref var oldest = ref _last[_count % Most];
        if (_count >= Most && time.GetElapsedTime(oldest, now) < TimeSpan.FromSeconds(1)) return false;
        oldest = now;
        _count++;
        return true;
    }
}
