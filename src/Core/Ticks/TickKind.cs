namespace OrleansTicks.Core;

/// <summary>What a tick is. The numbers are stored; they never change meaning.</summary>
public enum TickKind : byte
{
    None = 0,

    /// <summary>One trade, with the venue's trade id where it gives one.</summary>
    Trade = 1,

    /// <summary>Several fills of one taker order at one price, under the venue's aggregate id.</summary>
    AggregateTrade = 2,

    /// <summary>A last price without a size: stored with size 0 and <see cref="TickFlags.NoSize"/>.</summary>
    LastPrice = 3,

    /// <summary>A change of the best bid or ask. Lives in the table <c>quote</c>.</summary>
    Quote = 4,
}
