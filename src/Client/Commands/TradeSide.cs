namespace OrleansTicks.Client;

/// <summary>Whose side a venue's trade names.</summary>
internal enum TradeSide
{
    /// <summary>Who had rested in the book.</summary>
    Maker,

    /// <summary>Who came and took it.</summary>
    Taker,
}
