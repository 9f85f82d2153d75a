namespace OrleansTicks.Core;

/// <summary>An ownership as <see cref="LeaseKeeper"/> keeps it alive.</summary>
/// <param name="Epoch">The ownership.</param>
/// <param name="Hold">What its session asks.</param>
/// <param name="Generation">Of the wish under which it was taken.</param>
/// <param name="Status">Says, as JSON, how the stream is; called at every beat.</param>
internal sealed record HeldLease(StreamEpoch Epoch, LeaseHold Hold, long Generation, Func<string> Status)
{
    private volatile RenewedLease? _wish;

    /// <summary>What the store last said the user wants; null before the first beat.</summary>
    public RenewedLease? Wish
    {
        get => _wish;
        set => _wish = value;
    }
}
