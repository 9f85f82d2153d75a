namespace OrleansTicks.Simulator;

/// <summary>What became of a data frame on one connection.</summary>
internal enum LedgerState : byte
{
    /// <summary>The kernel took all of it.</summary>
    Sent,

    /// <summary>It passed without being sent there.</summary>
    Missed,

    /// <summary>A fault sent it beside the true frames.</summary>
    Fault,
}
