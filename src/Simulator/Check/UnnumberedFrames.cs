namespace OrleansTicks.Simulator;

/// <summary>Frames without ids that have symbol, time and price in common.</summary>
internal sealed class UnnumberedFrames
{
    /// <summary>Indexes of those that no row was found for, in the order of the ledger.</summary>
    public Queue<int> Left { get; } = [];

    /// <summary>How many more a fault sent.</summary>
    public int Doubles { get; set; }
}
