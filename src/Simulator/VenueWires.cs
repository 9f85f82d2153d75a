namespace OrleansTicks.Simulator;

/// <summary>The wires by their names.</summary>
internal static class VenueWires
{
    public static IReadOnlyList<string> Names { get; } = ["binance"];

    public static IVenueWire Create(SimulatorOptions options) => options.Feed switch
    {
        "binance" => new BinanceWire(options),
        var other => throw new SimulatorException($"feed '{other}' is not simulated"),
    };
}
