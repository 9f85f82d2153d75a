namespace OrleansTicks.Core;

/// <summary>A snapshot of one stream: immutable, each figure since the start of this process.</summary>
public sealed record StreamStatus
{
    public required StreamKey Key { get; init; }

    /// <summary>Short name for shells: <c>swing-7f3a/0</c>.</summary>
    public required string ShortId { get; init; }

    public required string Feed { get; init; }

    public FeedMode Mode { get; init; }

    public StreamState State { get; init; }

    public DataState Data { get; init; }

    /// <summary>Instruments that the stream carries.</summary>
    public int Symbols { get; init; }

    /// <summary>Of these, how many had data since the start.</summary>
    public int SymbolsWithData { get; init; }

    /// <summary>Data frames read.</summary>
    public long Messages { get; init; }

    /// <summary>Frames rejected and connections lost.</summary>
    public long Errors { get; init; }

    /// <summary>Ticks in data frames: n over all leases of this process.</summary>
    public long Received { get; init; }

    public long Accepted { get; init; }

    public long Stored { get; init; }

    public long Duplicates { get; init; }

    /// <summary>Ticks of symbols that another stream delivers and whose copies could not be told apart: counted, not stored.</summary>
    public long Spare { get; init; }

    /// <summary>Ticks given up for lack of room; each lies in a gap.</summary>
    public long Dropped { get; init; }

    /// <summary>Frames of kinds that were not asked for.</summary>
    public long NotAsked { get; init; }

    public IReadOnlyDictionary<RejectKind, long> Rejected { get; init; } = new Dictionary<RejectKind, long>();

    public long Gaps { get; init; }

    /// <summary>Connections after the first, by what ended the one before.</summary>
    public IReadOnlyDictionary<Reason, long> Reconnects { get; init; } = new Dictionary<Reason, long>();

    /// <summary>Why the stream is not running, or last was not.</summary>
    public Reason Reason { get; init; }

    /// <summary>The same in a sentence, with what to do where something is to be done.</summary>
    public string? Detail { get; init; }

    /// <summary>When the next try begins; null while connected.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    public DateTimeOffset? ConnectedAt { get; init; }

    public DateTimeOffset? LastMessageAt { get; init; }

    public DateTimeOffset? LastDataAt { get; init; }

    /// <summary>Name of the node that owns it; null = nobody.</summary>
    public string? Node { get; init; }

    /// <summary>Id of that node, which its name need not tell apart; null = nobody.</summary>
    public Guid? Owner { get; init; }

    /// <summary>What the user wants of it.</summary>
    public DesiredState Desired { get; init; }

    /// <summary>Where its market stands; null = it never closes, or nobody knows its hours.</summary>
    public MarketPhase? Session { get; init; }

    /// <summary>Its raw frames are kept in files by whoever reads it.</summary>
    public bool Recorded { get; init; }

    public int Lease { get; init; }

    public long Epoch { get; init; }

    /// <summary>The highest receipt number with none below it open; everything up to it is durable.</summary>
    public Position? AcceptedThrough { get; init; }

    /// <summary>When this snapshot was taken.</summary>
    public required DateTimeOffset AsOf { get; init; }

    public bool IsConnected => ConnectedAt is not null && State is StreamState.Running;
}
