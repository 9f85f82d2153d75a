using Microsoft.Extensions.Options;
using OrleansTicks.Core;
using OrleansTicks.Feeds;
using OrleansTicks.Simulator;
using OrleansTicks.Web;

namespace OrleansTicks.Embedded;

/// <summary>What a one-process node is to do. Checked at its start, with every fault in one message.</summary>
public sealed record NodeOptions
{
    /// <summary>The feed. <c>sim</c> without an address brings its own exchange along, on a loopback port.</summary>
    public FeedSettings Feed { get; init; } = new() { Name = "sim" };

    /// <summary>Where the tokens of venues lie; null = nowhere, and feeds that need one cannot be used.</summary>
    public TokenVault? Vault { get; init; }

    /// <summary>Venue symbols or identities; empty = what the store remembers, or (feed <c>sim</c>) as many made-up ones as <see cref="MaxStocks"/>.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>How much of each; null = quote, or what a known group has.</summary>
    public FeedMode? Mode { get; init; }

    /// <summary>Instruments on one connection, 1 to 5,000.</summary>
    public int StocksPerConnection { get; init; } = 50;

    /// <summary>Instruments that one start may ask for, 1 to 100,000.</summary>
    public int MaxStocks { get; init; } = 250;

    /// <summary>Pause between two starts of connections, up to ten minutes.</summary>
    public TimeSpan ConnectionDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>What becomes of a stream whose last symbol is taken away.</summary>
    public WhenEmpty WhenEmpty { get; init; }

    /// <summary>Ticks a second of the made-up market, trades and quotes together.</summary>
    public double SimRate { get; init; } = 250;

    /// <summary><c>sqlite:PATH</c> or <c>postgres:@FILE</c>; null = a file in <see cref="Data"/>.</summary>
    public string? Store { get; init; }

    /// <summary><see cref="Store"/> came from where nobody else reads it, so it may hold a password.</summary>
    public bool StoreIsSecret { get; init; }

    /// <summary>The folder of databases and spool; made when it is missing.</summary>
    public required string Data { get; init; }

    /// <summary>Whole days older than this are dropped, once a day; null keeps all. At least one day.</summary>
    public TimeSpan? Keep { get; init; }

    /// <summary>What people call this node; need not be unique.</summary>
    public string Node { get; init; } = Environment.MachineName;

    /// <summary><c>default</c> or <c>fast</c>; null = what the store has.</summary>
    public string? LeaseProfile { get; init; }

    /// <summary>What to do when the store is lost.</summary>
    public StoreLoss OnStoreLoss { get; init; } = StoreLoss.Ask;

    /// <summary>Brings no group of its own: only takes over what the store says should run.</summary>
    public bool Standby { get; init; }

    /// <summary>Lets operators break things on purpose: <c>ticks drill</c>.</summary>
    public bool AllowDrills { get; init; }

    /// <summary>Age at which connections are replaced; null = as the venue wants it. At least ten seconds.</summary>
    public TimeSpan? PlannedAge { get; init; }

    /// <summary>When streams of a market with hours are connected.</summary>
    public StartsAt StartsAt { get; init; }

    /// <summary>Where the venue's list of instruments is fetched once a day; empty = it is only read from the data folder.</summary>
    public IReadOnlyList<string> Masters { get; init; } = [];

    /// <summary>A command that prints a new token on its standard output, run when the one that is there is about to die or was refused; null = none.</summary>
    public string? TokenHook { get; init; }

    /// <summary>Recordings to read in place of the venue; the node then has this one stream, and takes nobody else's.</summary>
    public Replay? Replay { get; init; }

    /// <summary>Whether its sweep takes streams; false only in tests of what the cluster's health check does alone.</summary>
    public bool Sweeps { get; init; } = true;

    public WebOptions Web { get; init; } = new();

    /// <summary>The store's text, the default filled in: simulated data has a file of its own.</summary>
    public string StoreText => Store ?? $"sqlite:{Path.Combine(Data, IsSimulated ? DataFolder.Simulated : DataFolder.Real)}";

    internal bool IsSimulated => Feed.Name.Equals("sim", StringComparison.OrdinalIgnoreCase);

    internal bool BringsSimulator => IsSimulated && Feed.Url is null && Replay is null;

    /// <summary>Printed without the store's text where that may hold a password.</summary>
    public override string ToString() => $"feed {Feed.Name}, {Symbols.Count} symbols, store {(StoreIsSecret ? "***" : StoreText)}, data {Data}, listen {Web.Listen}";

    /// <exception cref="OptionsValidationException">Something is wrong; the message names all of it and what would be right.</exception>
    public void Validate() => Validate([]);

    /// <param name="more">What else is wrong, a sentence each.</param>
    /// <exception cref="OptionsValidationException">Something is wrong.</exception>
    internal void Validate(IEnumerable<string> more)
    {
        var faults = Faults().Concat(more).ToList();
        if (faults.Count > 0) throw new OptionsValidationException(nameof(NodeOptions), typeof(NodeOptions), faults);
    }

    private IEnumerable<string> Faults()
    {
        foreach (var fault in Web.Faults()) yield return fault;
        if (StocksPerConnection is < 1 or > 5_000) yield return $"--stocks-per-connection {StocksPerConnection} must lie between 1 and 5000";
        if (MaxStocks is < 1 or > 100_000) yield return $"--max-stocks {MaxStocks} must lie between 1 and 100000";
        if (BringsSimulator && Symbols.Count == 0 && MaxStocks > SimSymbols.Most) yield return $"--max-stocks {MaxStocks} is more than the simulator has names, {SimSymbols.Most}";
        if (ConnectionDelay < TimeSpan.Zero || ConnectionDelay > TimeSpan.FromMinutes(10)) yield return $"--connection-delay {ConnectionDelay} must lie between 0 and 10m";
        if (PlannedAge is { } age && age < TimeSpan.FromSeconds(10)) yield return "--planned-age must be at least 10s";
        if (Keep is { } keep && keep < TimeSpan.FromDays(1)) yield return "--keep must be at least 1d: whole days are dropped";
        if (Node.Length is 0 or > 100 || Node.Any(char.IsControl)) yield return "--node must be 1 to 100 printable characters";
        if (LeaseProfile is not null && Core.LeaseProfile.Named(LeaseProfile) is null) yield return $"--lease {LeaseProfile} must be default or fast";
        if (SimRate is not (> 0 and <= 5_000_000)) yield return $"--sim-rate {SimRate} must lie above 0 and up to 5000000 ticks a second";
        // A server may come back; a folder that is not there was mistyped.
        if (Store is not null && Store.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase) && Path.GetDirectoryName(Path.GetFullPath(Store["sqlite:".Length..])) is { } folder && !Directory.Exists(folder))
            yield return $"--store {Store} lies in {folder}, which does not exist";
        if (!Path.IsPathFullyQualified(Data)) yield return $"--data {Data} must be a folder";
    }
}
