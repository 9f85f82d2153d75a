namespace OrleansTicks.Web;

/// <summary>What a start may say: a known key, or a list of symbols, or type and ids.</summary>
public sealed record StartBody
{
    public string? Key { get; init; }
    public string? Feed { get; init; }
    public IReadOnlyList<string>? Symbols { get; init; }
    public string? Type { get; init; }
    public IReadOnlyList<int>? Ids { get; init; }

    /// <summary>ticker, quote or full.</summary>
    public string? Mode { get; init; }
}
