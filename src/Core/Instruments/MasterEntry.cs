namespace OrleansTicks.Core;

/// <summary>An instrument as a venue's master lists it.</summary>
public sealed record MasterEntry
{
    /// <summary>Full identity, <c>NSE:RELIANCE25JULFUT</c>: the same in every store, whatever number the venue gives it.</summary>
    public required string Name { get; init; }

    /// <summary>The venue's own number or symbol, as its wire wants it.</summary>
    public required string Code { get; init; }

    public required InstrumentKind Kind { get; init; }

    /// <summary>What it is derived from, or itself.</summary>
    public required string Underlying { get; init; }

    /// <summary>The last day on which it is traded; null = none.</summary>
    public DateOnly? Expiry { get; init; }

    /// <summary>Exact decimal text; of options only.</summary>
    public string? Strike { get; init; }

    /// <summary><c>CE</c> or <c>PE</c>; of options only.</summary>
    public string? Right { get; init; }

    /// <summary>Smallest quantity, exact decimal text.</summary>
    public string? Lot { get; init; }

    /// <summary>Smallest step of the price, exact decimal text.</summary>
    public string? Tick { get; init; }

    /// <summary>What the venue calls it for people.</summary>
    public string? Text { get; init; }
}
