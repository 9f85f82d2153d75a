namespace OrleansTicks.Simulator;

/// <summary>When a venue pings and when it loses its patience; null = it never does.</summary>
/// <param name="Ping">Between pings of the server.</param>
/// <param name="Patience">How long a ping may wait for its answer, or the client be silent.</param>
/// <param name="AnyWord">Every message of the client counts as a sign of life, not only the answer to the ping.</param>
/// <param name="Lifetime">A connection of this age is closed.</param>
internal sealed record WireTimes(TimeSpan? Ping, TimeSpan? Patience, bool AnyWord, TimeSpan? Lifetime)
{
    public static WireTimes None { get; } = new(null, null, AnyWord: false, null);

    /// <summary>With what the options say otherwise.</summary>
    public WireTimes With(SimulatorOptions options) => this with
    {
        Ping = options.PingInterval ?? Ping, Patience = options.PongTimeout ?? Patience, Lifetime = options.Lifetime ?? Lifetime,
    };
}
