namespace OrleansTicks.Core;

/// <summary>How much may wait for acknowledgement before reading pauses, and before ticks are given up. Shared by the streams of a process.</summary>
/// <param name="StreamBytes">Unacknowledged bytes of one stream.</param>
/// <param name="ProcessBytes">Unacknowledged bytes of all streams together.</param>
/// <param name="MaxPause">The longest that reading pauses at a time.</param>
public sealed record StreamLimits(long StreamBytes, long ProcessBytes, TimeSpan MaxPause)
{
    private long _held;

    public static StreamLimits Default => new(8 << 20, 64 << 20, TimeSpan.FromMilliseconds(250));

    /// <summary>Bytes that all streams hold.</summary>
    public long Held => Interlocked.Read(ref _held);

    public bool IsExceeded => Held > ProcessBytes;

    internal void Hold(long bytes) => Interlocked.Add(ref _held, bytes);
}
