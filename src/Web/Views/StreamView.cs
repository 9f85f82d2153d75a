using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>One stream (= one connection) as the API shows it; figures since the start of its process.</summary>
public sealed record StreamView
{
    public required string Key { get; init; }
    public required string ShortId { get; init; }
    public required string Group { get; init; }

    /// <summary>Number of the connection within its group, from 0.</summary>
    public int Number { get; init; }

    public required string Feed { get; init; }
    public required string Mode { get; init; }
    public required string State { get; init; }
    public required string Data { get; init; }
    public bool Connected { get; init; }
    public int Symbols { get; init; }
    public int SymbolsWithData { get; init; }
    public long Messages { get; init; }
    public long Errors { get; init; }
    public long Received { get; init; }
    public long Accepted { get; init; }
    public long Stored { get; init; }
    public long Duplicates { get; init; }
    public long Spare { get; init; }
    public long Dropped { get; init; }
    public long NotAsked { get; init; }
    public required IReadOnlyDictionary<string, long> Rejected { get; init; }
    public long Gaps { get; init; }
    public required IReadOnlyDictionary<string, long> Reconnects { get; init; }

    /// <summary>Why it is not running, or last was not.</summary>
    public string? Reason { get; init; }

    public string? Detail { get; init; }
    public DateTimeOffset? RetryAt { get; init; }
    public DateTimeOffset? ConnectedAt { get; init; }
    public DateTimeOffset? LastMessageAt { get; init; }
    public DateTimeOffset? LastDataAt { get; init; }
    /// <summary>Name of the node that owns it; null = nobody.</summary>
    public string? Node { get; init; }

    /// <summary>What the user wants: stop, run or pause.</summary>
    public string Desired { get; init; } = "";

    /// <summary>Where its market stands: pre-open, open, closed or holiday; left out where it never closes.</summary>
    public string? Session { get; init; }

    /// <summary>Its raw frames are kept in files.</summary>
    public bool Recorded { get; init; }

    public int Lease { get; init; }
    public long Epoch { get; init; }

    /// <summary>Everything of the stream up to here is durable.</summary>
    public PositionView? AcceptedThrough { get; init; }

    public DateTimeOffset AsOf { get; init; }

    /// <param name="status">The snapshot.</param>
    /// <param name="nameOf">Identity of an instrument by its id, or null.</param>
    public static StreamView Of(StreamStatus status, Func<int, string?> nameOf) => new()
    {
        Key = status.Key.ToString(),
        ShortId = status.ShortId,
        Group = status.Key.Group.Text,
        Number = status.Key.Number,
        Feed = status.Feed,
        Mode = status.Mode.Word(),
        State = status.State.Word(),
        Data = status.Data.Word(),
        Connected = status.IsConnected,
        Symbols = status.Symbols,
        SymbolsWithData = status.SymbolsWithData,
        Messages = status.Messages,
        Errors = status.Errors,
        Received = status.Received,
        Accepted = status.Accepted,
        Stored = status.Stored,
        Duplicates = status.Duplicates,
        Spare = status.Spare,
        Dropped = status.Dropped,
        NotAsked = status.NotAsked,
        Rejected = status.Rejected.ByWord(),
        Gaps = status.Gaps,
        Reconnects = status.Reconnects.ByWord(),
        Reason = status.Reason is Core.Reason.None ? null : status.Reason.Word(),
        Detail = status.Detail,
        RetryAt = status.RetryAt,
        ConnectedAt = status.ConnectedAt,
        LastMessageAt = status.LastMessageAt,
        LastDataAt = status.LastDataAt,
        Node = status.Node,
        Desired = status.Desired.Word(),
        Session = status.Session?.Word(),
        Recorded = status.Recorded,
        Lease = status.Lease,
        Epoch = status.Epoch,
        AcceptedThrough = status.AcceptedThrough is { } position ? PositionView.Of(position, nameOf) : null,
        AsOf = status.AsOf,
    };
}
