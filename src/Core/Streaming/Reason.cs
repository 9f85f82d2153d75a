namespace OrleansTicks.Core;

/// <summary>Why a stream reconnects or ended.</summary>
public enum Reason : byte
{
    None = 0,
    Network,
    ServerClose,
    Stall,
    Auth,
    RateLimit,
    Planned,
    Operator,
    Rebalance,
    OwnerLost,
    StoreLost,
    Deploy,
}
