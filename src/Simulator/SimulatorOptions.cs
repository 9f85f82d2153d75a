namespace OrleansTicks.Simulator;

/// <summary>What a simulator is to serve. Check with <see cref="Problems"/> or <see cref="Validate"/>; the server does so at its start.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Whose wire: <c>binance</c>, <c>dhan</c>, <c>fyers</c>, <c>coinbase</c> or <c>kraken</c>.</summary>
    public string Feed { get; init; } = "binance";

    /// <summary>Recordings to replay, text or gzip; empty = a made-up market.</summary>
    public IReadOnlyList<string> Replay { get; init; } = [];

    /// <summary>Names of the made-up market, in the venue's form (Dhan: <c>NSE_EQ:1333</c> or <c>NAME=NSE_EQ:1333</c>; without names, whatever clients ask
    /// for exists there); of a replay, the only ones to play. Empty = <see cref="SymbolCount"/> made-up names, or all of the
    /// recordings.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>How many made-up names, 1 to 10,000 (<see cref="SimSymbols"/>), where <see cref="Symbols"/> gives none.</summary>
    public int SymbolCount { get; init; } = 250;

    /// <summary>Ticks a second over all symbols of a made-up market, trades and quotes together, about half of each. Multiplied by <see
    /// cref="Speed"/>.</summary>
    public double Rate { get; init; } = 250;

    /// <summary>The same seed makes the same names and the same ticks.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>A factor, or as fast as the readers take it.</summary>
    public SimulatorSpeed Speed { get; init; } = SimulatorSpeed.Real;

    /// <summary>Scripted faults as text (<see cref="SimulatorFault"/>).</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>The port on 127.0.0.1; 0 = any free one.</summary>
    public int Port { get; init; }

    /// <summary>File for the ledger of what was sent, overwritten; null = none.</summary>
    public string? Ledger { get; init; }

    /// <summary>The only token that Dhan and Fyers (there the key out of it) accept; null = any that does not begin with <c>expired</c>.</summary>
    public string? Token { get; init; }

    /// <summary>How Dhan refuses a token: its documents leave that open.</summary>
    public SimulatorRefusal RefuseBy { get; init; }

    /// <summary>Between pings of the server; null = as the venue does, which may be never.</summary>
    public TimeSpan? PingInterval { get; init; }

    /// <summary>A ping not answered for this long ends the connection (of Dhan: a client that says nothing at all for this long); null = as the venue
    /// does.</summary>
    public TimeSpan? PongTimeout { get; init; }

    /// <summary>A connection of this age is closed; null = as the venue does.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>How long before its close the connection is told (<c>serverShutdown</c>).</summary>
    public TimeSpan ShutdownNotice { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Unsent bytes of a made-up market after which a slow reader is closed.</summary>
    public int MaxBacklog { get; init; } = 64 << 20;

    /// <summary>Everything that is wrong, a sentence each; empty when all is well.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (!VenueWires.Names.Contains(Feed)) problems.Add($"feed '{Feed}' is not simulated; {string.Join(", ", VenueWires.Names)} are");
        if (Replay.Count > 0 && Feed is "dhan" or "fyers") problems.Add($"feed {Feed} has no replay; its market is made up");
        foreach (var file in Replay.Where(file => !File.Exists(file))) problems.Add($"recording {file} does not exist");
        problems.AddRange(Symbols.Select(symbol => VenueWires.Problem(Feed, symbol)).OfType<string>());
        foreach (var twice in Symbols.GroupBy(symbol => symbol).Where(group => group.Count() > 1)) problems.Add($"symbol {twice.Key} stands twice");
        if (SymbolCount is < 1 or > SimSymbols.Most) problems.Add($"symbols {SymbolCount} must be 1 to {SimSymbols.Most}");
        if (Rate is not (> 0 and <= 5_000_000)) problems.Add($"rate {Rate} must be above 0 and at most 5000000 ticks a second");
        if (Port is < 0 or > 65535) problems.Add($"port {Port} must be 0 (any) to 65535");
        if (Ledger is { Length: 0 }) problems.Add("ledger must name a file");
        if (MaxBacklog < 1 << 16) problems.Add($"max backlog {MaxBacklog} must be at least 65536 bytes");
        foreach (var (name, span) in new[] { ("ping interval", PingInterval), ("pong timeout", PongTimeout), ("lifetime", Lifetime) })
        {
            if (span <= TimeSpan.Zero) problems.Add($"{name} {span} must be above zero");
        }

        if (ShutdownNotice < TimeSpan.Zero) problems.Add($"shutdown notice {ShutdownNotice} must not be negative");
        foreach (var text in Faults)
        {
            if (!SimulatorFault.TryParse(text, out _, out var error)) problems.Add(error);
        }

        return problems;
    }

    /// <exception cref="SimulatorException">Something is wrong; every fault is in the one message.</exception>
    public void Validate()
    {
        var problems = Problems();
        if (problems.Count > 0) throw new SimulatorException(string.Join("; ", problems));
    }
}
