namespace OrleansTicks.Simulator;

/// <summary>How a simulated venue refuses a token, where its documents leave that open.</summary>
public enum SimulatorRefusal
{
    /// <summary>The handshake fails with 401.</summary>
    Status,

    /// <summary>The handshake succeeds; a packet then gives the reason, and the connection ends.</summary>
    Packet,
}
