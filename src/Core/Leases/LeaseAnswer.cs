namespace OrleansTicks.Core;

/// <summary>The answer to a <see cref="LeaseRequest"/>.</summary>
/// <param name="Granted">The new ownership; null = it cannot be had now.</param>
/// <param name="Generation">Of the desire under which it was granted.</param>
/// <param name="StoreTime">Microseconds since 1970 UTC by the store's clock, read after the lock: the ownership's <c>valid_from</c>.</param>
/// <param name="Refused">Why not, in words: owned by whom, stopped, or which instrument another node carries.</param>
public sealed record LeaseAnswer(StreamEpoch? Granted, long Generation, long StoreTime, string? Refused)
{
    /// <summary>Who owned it before, where that ownership expired; null after a release and for a first ownership.</summary>
    public string? TakenFrom { get; init; }
}
