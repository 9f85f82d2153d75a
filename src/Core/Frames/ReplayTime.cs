namespace OrleansTicks.Core;

/// <summary>The clock of a replay: what time it is says the recording, how time passes says the clock of this machine.</summary>
public sealed class ReplayTime(TimeProvider real) : TimeProvider
{
    private long _now = TickTime.FromDateTimeOffset(real.GetUtcNow());

    public override long TimestampFrequency => real.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => real.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => TickTime.ToDateTimeOffset(Interlocked.Read(ref _now));

    public override long GetTimestamp() => real.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => real.CreateTimer(callback, state, dueTime, period);

    /// <summary>The recording has come to this moment, microseconds since 1970 UTC.</summary>
    internal void Set(long now) => Interlocked.Exchange(ref _now, now);
}
