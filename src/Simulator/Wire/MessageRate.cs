namespace OrleansTicks.Simulator;

/// <summary>Counts a client's messages over any one second.</summary>
/// <param name="time">The clock.</param>
/// <param name="most">What the venue allows in a second; 0 = any number.</param>
internal sealed class MessageRate(TimeProvider time, int most)
{
    private readonly long[] _last = new long[most];
    private long _count;

    /// <summary>False when this message is one more than allowed within a second.</summary>
    public bool Allows()
    {
        if (most == 0) return true;
        var now = time.GetTimestamp();
        ref var oldest = ref _last[_count % most];
        if (_count >= most && time.GetElapsedTime(oldest, now) < TimeSpan.FromSeconds(1)) return false;
        oldest = now;
        _count++;
        return true;
    }
}
