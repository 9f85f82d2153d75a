using System.Text.RegularExpressions;

namespace OrleansTicks.Simulator;

/// <summary>The wires by their names.</summary>
internal static partial class VenueWires
{
    public static IReadOnlyList<string> Names { get; } = ["binance", "dhan", "fyers", "coinbase", "kraken"];

    public static IVenueWire Create(SimulatorOptions options) => options.Feed switch
    {
        "dhan" => new DhanWire(options),
        "fyers" => new FyersWire(options),
        "coinbase" => new CoinbaseWire(options),
        "kraken" => new KrakenWire(options),
        _ => new BinanceWire(options),
    };

    /// <summary>What is wrong with a symbol of that feed; null when it is well.</summary>
    public static string? Problem(string feed, string symbol) => feed switch
    {
        "dhan" => DhanWire.Problem(symbol),
        "fyers" => FyersWire.Problem(symbol),
        "coinbase" => CoinbaseWire.Problem(symbol),
        "kraken" => KrakenWire.Problem(symbol),
        _ => Binance().IsMatch(symbol) ? null : $"symbol '{symbol}' must be 1 to 32 of A-Z 0-9 & -, for example BTCUSDT",
    };

    [GeneratedRegex("^[A-Z0-9&-]{1,32}$", RegexOptions.None, 1000)]
    private static partial Regex Binance();
}
