namespace OrleansTicks.Core;

/// <summary>Which store this is.</summary>
/// <param name="Id">Made once, at its first migration; the spool remembers it.</param>
/// <param name="Simulated">It holds made-up data only, or real data only; never both.</param>
/// <param name="Description">For people, without secrets: <c>sqlite ~/ticks.db</c>, <c>postgres db.example:5432/ticks</c>.</param>
public sealed record StoreInfo(Guid Id, bool Simulated, string Description)
{
    /// <summary>How many steps its schema has behind it.</summary>
    public int Schema { get; init; }
}
