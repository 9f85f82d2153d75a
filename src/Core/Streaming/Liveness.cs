namespace OrleansTicks.Core;

/// <summary>Decides when silence means that a source is mute. Learns how quiet its data normally are. Pure.</summary>
/// <remarks>Only data count: pongs and heartbeats prove a transport, not a feed. Before the first data frame silence is never a fault: the symbols may be quiet.</remarks>
/// <param name="least">No shorter silence is ever a fault.</param>
/// <param name="factor">So many times the learned quiet time is.</param>
internal sealed class Liveness(TimeSpan least, double factor)
{
    public static readonly TimeSpan Unlearned = TimeSpan.FromSeconds(60);

    /// <summary>Of a connection: max(10 s, 5 x the learned quiet time).</summary>
    public Liveness()
        : this(TimeSpan.FromSeconds(10), 5)
    {
    }

    private const int IntervalsToLearn = 20;
    private const double Forget = 0.998;

    private long _lastData;
    private long _limit = (long)Unlearned.TotalMicroseconds;
    private double _quiet;
    private int _intervals;

    /// <summary>Silence from here on is mute: the least or the factor times the learned quiet time, whichever is longer, once 20 intervals are known; 60 s before.</summary>
    public TimeSpan Limit => TimeSpan.FromMicroseconds(_limit);

    /// <summary>Data arrived at <paramref name="now"/>, in microseconds of any steady clock.</summary>
    public void Data(long now)
    {
        if (_lastData != 0) Learn(now - _lastData);
        _lastData = now;
    }

    /// <summary>Another source goes on at <paramref name="now"/> with the same data. Only since <paramref name="heard"/>, when it last spoke, were both silent: that pause lies in the data.</summary>
    public void TakenOver(long now, long heard)
    {
        _lastData = Math.Max(_lastData, heard);
        Data(now);
    }

    /// <summary>A new connection: its silence counts from its own first data.</summary>
    public void Reconnected() => _lastData = 0;

    /// <summary>True when the data have been silent for longer than is normal here.</summary>
    public bool IsMute(long now) => _lastData != 0 && now - _lastData > _limit;

    private void Learn(long pause)
    {
        if (pause <= 0) return;   // of one wake-up, or the clock was set back: says nothing of pauses
        // The longest pause of late: it rises at once and is forgotten slowly, over some hundred intervals. A night counts as the limit, or the next silence could last for days.
        _quiet = Math.Max(Math.Min(pause, _limit), _quiet * Forget);
        if (++_intervals >= IntervalsToLearn) _limit = (long)Math.Max(least.TotalMicroseconds, factor * _quiet);
    }
}
