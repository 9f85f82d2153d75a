using System.ComponentModel.DataAnnotations;

namespace OrleansTicks.Core;

/// <summary>How one node runs its streams; the defaults are the predecessor's.</summary>
public sealed record LocalStreamsOptions
{
    /// <summary>Instruments on one socket.</summary>
    [Range(1, 5_000)] public int StocksPerConnection { get; init; } = 50;

    /// <summary>Instruments that one start may ask for.</summary>
    [Range(1, 100_000)] public int MaxStocks { get; init; } = 250;

    /// <summary>Pause between two starts of streams.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")] public TimeSpan ConnectionDelay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Of starts that name none.</summary>
    public FeedMode Mode { get; init; } = FeedMode.Quote;

    /// <summary>What becomes of a stream whose last symbol is taken away.</summary>
    public WhenEmpty WhenEmpty { get; init; }

    /// <summary>Where the market has hours: connected from shortly before it opens until shortly after it closes, and not in between.</summary>
    public bool OnlyInSession { get; init; }

    /// <summary>Age at which a connection is replaced, in place of the feed's own; null = the feed's.</summary>
    public TimeSpan? PlannedAge { get; init; }

    /// <summary>How raw frames are recorded where that is wanted; null = never.</summary>
    public RecorderOptions? Recorder { get; init; }

    /// <summary>Takes what is of its feed whatever is wanted of it, and nobody else's streams are given to it: a node that only replays.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Whether its sweep takes streams; false only where a test wants to see what the cluster's health check does alone.</summary>
    public bool Takes { get; init; } = true;

    /// <summary>Instruments that one connection of this feed carries: what the operator wants, within what the venue allows.</summary>
    internal int PerConnection(FeedTraits traits, FeedMode mode) => Math.Min(StocksPerConnection, (mode is FeedMode.Full ? traits.InstrumentsPerSocketInFull : null) ?? traits.InstrumentsPerSocket);

    /// <summary>The venue's address as it may be shown and remembered: no query, no user.</summary>
    public string? Url { get; init; }
}
