namespace OrleansTicks.Web;

/// <summary>What a change of a list may say: symbols to carry, symbols to carry no longer, or both.</summary>
public sealed record EditBody
{
    /// <summary>As a start names them: identities or symbols of the venue.</summary>
    public IReadOnlyList<string>? Add { get; init; }

    /// <summary>Identities, venue symbols or aliases of what is carried.</summary>
    public IReadOnlyList<string>? Remove { get; init; }
}
