using OrleansTicks.Core;

namespace OrleansTicks.Grains;

/// <summary>What the grains of a silo use of the process around them: one of each.</summary>
public sealed class SiloParts
{
    public required IFeed Feed { get; init; }

    public required ITickStore Store { get; init; }

    public required LocalSymbols Symbols { get; init; }

    public required LocalStreams Streams { get; init; }

    /// <summary>Which symbols the streams of this silo carry.</summary>
    public required CarriedSymbols Carried { get; init; }

    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>False only where a test wants to see what the sweeps do alone.</summary>
    public bool UsesReminders { get; init; } = true;
}
