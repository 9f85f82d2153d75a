namespace OrleansTicks.Core;

/// <summary>A connection could not be had or ended. The message may be shown: it holds no URL query and no secret.</summary>
/// <param name="reason">What kind of end.</param>
/// <param name="message">In plain words.</param>
/// <param name="closeCode">The WebSocket close code or HTTP status, where there was one.</param>
/// <param name="inner">The cause.</param>
public sealed class FeedException(Reason reason, string message, int? closeCode = null, Exception? inner = null) : Exception(message, inner)
{
    public Reason Reason { get; } = reason;

    public int? CloseCode { get; } = closeCode;

    /// <summary>How long the venue asked us to wait (HTTP 429 Retry-After).</summary>
    public TimeSpan? RetryAfter { get; init; }
}
