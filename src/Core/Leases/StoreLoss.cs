namespace OrleansTicks.Core;

/// <summary>What an owner does when it can no longer renew its leases, because the store is away.</summary>
public enum StoreLoss
{
    /// <summary>It asks the other nodes: if none reaches the store either, or there is none, it reads on; if one does, or does not answer, it stops.</summary>
    Ask,

    /// <summary>It reads on. With a second node beside it, two may read one stream; the fence still stores each tick once.</summary>
    Read,

    /// <summary>It stops reading.</summary>
    Stop,
}
