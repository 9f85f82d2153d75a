namespace OrleansTicks.Web;

/// <summary>How long the store is to be away.</summary>
public sealed record CutStoreBody
{
    /// <summary>1 to 3600.</summary>
    public double? Seconds { get; init; }
}
