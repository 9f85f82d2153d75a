namespace OrleansTicks.Simulator;

/// <summary>What a simulator has done since its start.</summary>
public sealed record SimulatorCounters
{
    /// <summary>Connections open now.</summary>
    public int Open { get; init; }

    /// <summary>WebSockets accepted.</summary>
    public long Accepted { get; init; }

    /// <summary>Handshakes refused, by a fault or for what they asked.</summary>
    public long Refused { get; init; }

    /// <summary>Data frames that the kernel took, each connection counted.</summary>
    public long Sent { get; init; }

    /// <summary>Data frames that passed while their subscriber was away, muted or lost.</summary>
    public long Missed { get; init; }

    /// <summary>Data frames that a fault put on the wire beside the true ones.</summary>
    public long Faults { get; init; }

    /// <summary>The first market has begun.</summary>
    public bool Begun { get; init; }

    /// <summary>Every recording has been played to its end; false for a made-up market.</summary>
    public bool Ended { get; init; }
}
