namespace OrleansTicks.Core;

/// <summary>What this process knows of the store's clock: never behind it, and ahead by at most the time that its last answer took.</summary>
/// <remarks>The store read its clock after the request was sent; what has passed here since the sending has passed there too, since both clocks only run on.</remarks>
public sealed class StoreClock
{
    private volatile Reading? _last;

    /// <summary>The store answered.</summary>
    /// <param name="storeTime">Its clock, microseconds since 1970 UTC, read while it answered.</param>
    /// <param name="sent">Our steady clock, microseconds, before the request was sent.</param>
    public void Answered(long storeTime, long sent)
    {
        if (_last is { } known && known.Sent > sent) return;   // an older answer that came late
        _last = new Reading(storeTime, sent);
    }

    /// <summary>The latest that the store's clock can have shown at a moment of our steady clock; 0 before the first answer.</summary>
    public long AtMost(long steady) => _last is { } last ? last.StoreTime + (steady - last.Sent) : 0;

    private sealed record Reading(long StoreTime, long Sent);
}
