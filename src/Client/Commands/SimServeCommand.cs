using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OrleansTicks.Simulator;

namespace OrleansTicks.Client;

internal sealed class SimServeCommand : Command
{
    private readonly Option<string> _feed = Take.Text("--feed", "Whose wire: binance (the default), dhan, fyers, coinbase or kraken.", "NAME");
    private readonly Option<string[]> _replay = new("--replay")
    {
        Description = "A recording to play; may stand several times. Without it the market is made up.", HelpName = "FILE", AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _symbols = Take.Text("--symbols", "How many made-up names (250), or which, in the venue's form; of dhan NAME=NSE_EQ:1333, and without it whatever is asked for.", "N|A,B|@FILE");
    private readonly Option<string> _rate = Take.Text("--rate", "Ticks a second of a made-up market (250).", "R");
    private readonly Option<int?> _seed = Take.Number("--seed", "The same seed makes the same names and ticks (1).", 0, int.MaxValue);
    private readonly Option<string> _speed = Take.Text("--speed", "A factor, or max (1).", "1|10|max");
    private readonly Option<string[]> _fault = new("--fault")
    {
        Description = "A scripted fault; may stand several times: at=10s|frame=500,conn=0,do=close:1006|cut|mute:20s|refuse:401|ban:20s|dup|swap.", HelpName = "TEXT",
    };

    private readonly Option<int?> _port = Take.Number("--port", "Port on 127.0.0.1 (any free one).", 0, 65535);
    private readonly Option<string> _ledger = Take.Text("--ledger", "File for what was sent, for sim check.", "FILE");
    private readonly Option<string> _token = Take.Text("--token", "The only token that dhan and fyers accept (any that does not begin with expired).", "TEXT");
    private readonly Option<string> _refuseBy = Take.Text("--refuse-by", "How dhan refuses a token: the handshake's status (the default) or a packet.", "status|packet");
    private readonly Option<TimeSpan?> _ping = Take.Duration("--ping-interval", "Between pings of the exchange (as the venue does); each answer stands in the ledger.", TimeSpan.FromMilliseconds(50));
    private readonly Option<TimeSpan?> _for = Take.Duration("--for", "End by itself after that time.");
    private readonly Option<LogLevel?> _level = Take.LogLevel();

    public SimServeCommand(Surroundings world)
        : base("serve", "Serve the wire of an exchange on loopback, from recordings or made up. Prints its address.")
    {
        foreach (var option in new Option[] { _feed, _replay, _symbols, _rate, _seed, _speed, _fault, _port, _ledger, _token, _refuseBy, _ping, _for, _level }) Add(option);
        SetAction(async (parsed, cancellationToken) =>
        {
            var options = Read(parsed);
            if (options.Problems() is { Count: > 0 } problems) throw CommandFailure.Usage(string.Join("; ", problems));
            using var loggers = LineLogger.Factory(world.Error, world.Time, parsed.GetValue(_level) ?? LogLevel.Information);
            await using var server = new SimulatorServer(options, world.Time, loggers.CreateLogger<SimulatorServer>());
            await server.StartAsync(cancellationToken);
            world.Out.WriteLine(server.Url.ToString().TrimEnd('/'));
            world.Out.Flush();
            await Task.Delay(parsed.GetValue(_for) ?? Timeout.InfiniteTimeSpan, world.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await server.StopAsync(CancellationToken.None);
            var counters = server.Counters;
            world.Say($"sent {counters.Sent} frames on {counters.Accepted} connections, missed {counters.Missed}");
            return ExitCode.Ok;
        });
    }

    private SimulatorOptions Read(ParseResult parsed)
    {
        var options = new SimulatorOptions
        {
            Feed = parsed.GetValue(_feed) ?? "binance",
            Replay = parsed.GetValue(_replay) ?? [],
            Faults = parsed.GetValue(_fault) ?? [],
            Seed = parsed.GetValue(_seed) ?? 1,
            Port = parsed.GetValue(_port) ?? 0,
            Ledger = parsed.GetValue(_ledger),
            Token = parsed.GetValue(_token),
        };
        if (parsed.GetValue(_refuseBy) is { } refusal) options = options with { RefuseBy = Refusal(refusal) };
        if (parsed.GetValue(_speed) is { } speed) options = options with { Speed = Speed(speed) };
        if (parsed.GetValue(_ping) is { } ping) options = options with { PingInterval = ping };
        if (parsed.GetValue(_rate) is { } rate) options = options with { Rate = Rate(rate) };
        if (parsed.GetValue(_symbols) is not { } symbols) return options;
        return int.TryParse(symbols, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? options with { SymbolCount = count }
            : options with { Symbols = [.. AtFile.List("--symbols", symbols).Select(symbol => symbol.ToUpperInvariant())] };
    }

    private static SimulatorSpeed Speed(string text) =>
        SimulatorSpeed.TryParse(text, out var speed) ? speed : throw CommandFailure.Usage("--speed takes a factor such as 1 or 10, or max");

    private static SimulatorRefusal Refusal(string text) =>
        Enum.TryParse<SimulatorRefusal>(text, ignoreCase: true, out var refusal) && char.IsAsciiLetter(text[0])
            ? refusal : throw CommandFailure.Usage("--refuse-by takes status or packet");

    private static double Rate(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) ? rate : throw CommandFailure.Usage("--rate takes ticks a second, such as 250");
}
