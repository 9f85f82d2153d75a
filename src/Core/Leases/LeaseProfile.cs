namespace OrleansTicks.Core;

/// <summary>The times of an ownership. One profile a store, remembered there: nodes with different times could not trust each other.</summary>
/// <param name="Name"><c>default</c> or <c>fast</c>.</param>
/// <param name="Ttl">How long a lease lives after its last renewal, by the store's clock.</param>
/// <param name="Beat">How often a process renews all its leases, in one statement.</param>
/// <param name="LockDelay">How long after an expiry nobody may take the stream; none after a release.</param>
/// <param name="Margin">How long before the end of its lease an owner stops reading by itself.</param>
public sealed record LeaseProfile(string Name, TimeSpan Ttl, TimeSpan Beat, TimeSpan LockDelay, TimeSpan Margin)
{
    /// <summary>Survives pauses of some seconds; a dead owner is replaced within 8 to 9 s.</summary>
    public static LeaseProfile Default { get; } = new("default", TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));

    /// <summary>Twice as fast, and tolerates pauses of about one second only.</summary>
    public static LeaseProfile Fast { get; } = new("fast", TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.5));

    /// <summary>The profile of that name, or null.</summary>
    public static LeaseProfile? Named(string name) => name == Default.Name ? Default : name == Fast.Name ? Fast : null;
}
