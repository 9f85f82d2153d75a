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

    /// <summary>A change of one of the venue's figures of the day (<see cref="DayFigure"/>). Lives in the table <c>day</c>; <see cref="TickRows"/> says how it lies in a tick.</summary>
    Day = 5,

    /// <summary>A change of one level of one side of the order book. Lives in the table <c>depth</c>.</summary>
    Depth = 6,

    /// <summary>A candle as the venue makes it, so far or closed. Lives in the table <c>candle</c>.</summary>
    Candle = 7,
}
