namespace OrleansTicks.Core;

/// <summary>A venue's limits and what its ticks carry: facts, not policy.</summary>
public sealed record FeedTraits
{
    /// <summary>Instruments that one socket may carry in any mode but the full one.</summary>
    public int InstrumentsPerSocket { get; init; } = 1000;

    /// <summary>The same in full mode, where that asks for more of each; null = no fewer.</summary>
    public int? InstrumentsPerSocketInFull { get; init; }

    /// <summary>Messages a client may send in any one second.</summary>
    public int MessagesPerSecond { get; init; } = 5;

    /// <summary>Sockets that the venue allows one user or address at a time; null = it names no limit.</summary>
    public int? Sockets { get; init; }

    /// <summary>How often this address may connect; null = the venue names no limit.</summary>
    public ConnectBudget? Connects { get; init; }

    /// <summary>The age at which a connection is replaced by plan, before the venue ends it; null = it may live for ever.</summary>
    public TimeSpan? PlannedAge { get; init; }

    /// <summary>The ticks are made up; they never enter a store of real data.</summary>
    public bool Simulated { get; init; }

    /// <summary>The first message says who we are; the others wait until the venue has welcomed it.</summary>
    public bool LoginFirst { get; init; }

    /// <summary>The wire was built from documents; nobody here has seen it live.</summary>
    public bool Unverified { get; init; }

    /// <summary>In every mode come ticks that two nodes would store twice, whatever the kinds say.</summary>
    public bool AlwaysExclusive { get; init; }

    /// <summary>When the markets of this feed trade; null = always. Outside it silence is no fault.</summary>
    public IMarketHours? Hours { get; init; }

    /// <summary>Modes that this feed serves; a start with another is refused by name.</summary>
    public IReadOnlyList<FeedMode> Modes { get; init; } = [FeedMode.Ticker, FeedMode.Quote];

    /// <summary>What ticks of a kind carry.</summary>
    public required Func<TickKind, KindTraits> Of { get; init; }

    /// <summary>In this mode come ticks without id and time of the venue, which two nodes would store twice: only one node may carry an instrument.</summary>
    public bool IsExclusive(FeedMode mode)
    {
        return AlwaysExclusive || Lacks(TickKind.Trade) || (mode is not FeedMode.Ticker && Lacks(TickKind.Quote)) || (mode is FeedMode.Full && (Lacks(TickKind.Day) || Lacks(TickKind.Depth)));

        bool Lacks(TickKind kind) => Of(kind) is not { HasId: true, HasTime: true };
    }
}
