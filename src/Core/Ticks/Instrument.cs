namespace OrleansTicks.Core;

/// <summary>A thing that trades: its full identity (<c>BINANCE:BTCUSDT</c>, <c>NSE:RELIANCE25JULFUT</c>) and the store's id for it.</summary>
/// <param name="Id">Given by the store at first mention; at least 1.</param>
/// <param name="Name"><c>VENUE:SYMBOL</c>, upper or lower case as the venue writes it.</param>
public sealed record Instrument(int Id, string Name)
{
    /// <summary>What the venue calls it: the part behind the first colon.</summary>
    public string Symbol => Name[(Name.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
