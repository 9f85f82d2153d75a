namespace OrleansTicks.Core;

/// <summary>What became of an instrument.</summary>
public enum MasterChangeKind
{
    /// <summary>It is new.</summary>
    Listed,

    /// <summary>The venue's number stayed, the name did not.</summary>
    Renamed,

    /// <summary>It left at its expiry.</summary>
    Expired,

    /// <summary>It left otherwise.</summary>
    Delisted,

    /// <summary>The venue gave it another number.</summary>
    Code,

    /// <summary>Another smallest quantity.</summary>
    Lot,

    /// <summary>Another smallest step of the price.</summary>
    Tick,
}
