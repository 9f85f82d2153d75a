namespace OrleansTicks.Core;

/// <summary>What a user asked to run.</summary>
public sealed record StartRequest
{
    /// <summary>A known group to start again; then all else may be left out.</summary>
    public string? Key { get; init; }

    /// <summary>Feed name; null = the node's feed.</summary>
    public string? Feed { get; init; }

    /// <summary>Venue symbols or identities.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>With <see cref="Ids"/>: the predecessor's screener type, <c>swing</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Instrument ids of the store.</summary>
    public IReadOnlyList<int> Ids { get; init; } = [];

    /// <summary>Null = the node's mode.</summary>
    public FeedMode? Mode { get; init; }
}
