namespace OrleansTicks.Core;

/// <summary>What a store tells a node that joins.</summary>
/// <param name="Profile">The times of leases in this store.</param>
/// <param name="NodeSecret">Shown by nodes to each other, never to users.</param>
/// <param name="StoreTime">Microseconds since 1970 UTC, by the store's clock.</param>
public sealed record JoinAnswer(LeaseProfile Profile, Guid NodeSecret, long StoreTime);
