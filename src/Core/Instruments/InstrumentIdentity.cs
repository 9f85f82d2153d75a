namespace OrleansTicks.Core;

/// <summary>All that an instrument's name says. Two instruments are the same only when their whole names are: spot, months and options are never one.</summary>
public sealed record InstrumentIdentity
{
    /// <summary>The whole name, <c>NSE:RELIANCE25JULFUT</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>NSE</c>; null when the name has none.</summary>
    public string? Exchange { get; init; }

    public required InstrumentKind Kind { get; init; }

    /// <summary>The part behind the exchange.</summary>
    public required string Symbol { get; init; }

    /// <summary>Of a share: <c>EQ</c>, <c>BE</c>, <c>A</c>; else null.</summary>
    public string? Series { get; init; }

    /// <summary>What it is derived from, or itself: <c>RELIANCE</c>, <c>NIFTY</c>; of a pair the currency bought.</summary>
    public string? Underlying { get; init; }

    /// <summary>Of a pair: the currency paid; else null.</summary>
    public string? Quote { get; init; }

    /// <summary><c>2026-03-24</c> where the name says the day, <c>2025-07</c> where it says the month alone (the day is in the instrument master); else null.</summary>
    public string? Expiry { get; init; }

    /// <summary>Exact decimal text; of options only.</summary>
    public string? Strike { get; init; }

    /// <summary><c>CE</c> (call) or <c>PE</c> (put); of options only.</summary>
    public string? Right { get; init; }

    /// <summary>The predecessors' short name: <c>reliance</c>. Several instruments may share one; nothing is stored under it.</summary>
    public required string Alias { get; init; }
}
