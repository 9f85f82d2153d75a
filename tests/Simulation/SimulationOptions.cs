namespace OrleansTicks.Simulation;

/// <summary>What one run is made of, and what is left out of it on purpose: a switch that is off must turn seeds red, else the run proves nothing.</summary>
public sealed record SimulationOptions
{
    public int Nodes { get; init; } = 3;

    public int Streams { get; init; } = 2;

    /// <summary>Virtual time with faults; then all is mended, and everything must come to rest.</summary>
    public TimeSpan Trouble { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The store leaves out what an older owner received after its successor began.</summary>
    public bool Fence { get; init; } = true;

    /// <summary>An older wish never replaces a newer one.</summary>
    public bool Generations { get; init; } = true;

    /// <summary>The spool flushes before it says accepted.</summary>
    public bool Flush { get; init; } = true;

    /// <summary>An owner looks at its deadline before it looks at what it read.</summary>
    public bool Deadline { get; init; } = true;

    /// <summary>The deadline counts from the sending of the beat, not from its answer.</summary>
    public bool FromSending { get; init; } = true;

    /// <summary>Who said that it does not reach the store takes nothing over for one life of a lease.</summary>
    public bool HoldsBack { get; init; } = true;

    public override string ToString() => $"nodes {Nodes}, streams {Streams}, trouble {Trouble.TotalSeconds:0} s, fence {Fence}, generations {Generations}, flush {Flush}, deadline {Deadline}, from-sending {FromSending}, holds-back {HoldsBack}";
}
