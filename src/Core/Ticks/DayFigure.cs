namespace OrleansTicks.Core;

/// <summary>What a venue says of the day so far, one figure a row (<see cref="TickKind.Day"/>). The numbers are stored; they never change meaning.</summary>
public enum DayFigure : byte
{
    None = 0,
    Open = 1,
    High = 2,
    Low = 3,

    /// <summary>As the venue's field of that name says: of some it is the last price of the day, of others that of the day before.</summary>
    Close = 4,

    /// <summary>The last price of the day before.</summary>
    PreviousClose = 5,

    /// <summary>Traded so far, in units of the instrument.</summary>
    Volume = 6,

    /// <summary>Traded so far, in money.</summary>
    Turnover = 7,

    /// <summary>Open contracts.</summary>
    OpenInterest = 8,

    /// <summary>The most open contracts of the day.</summary>
    OpenInterestHigh = 9,

    /// <summary>The fewest open contracts of the day.</summary>
    OpenInterestLow = 10,

    /// <summary>Open contracts at the end of the day before.</summary>
    PreviousOpenInterest = 11,

    /// <summary>The lowest price that the exchange allows today.</summary>
    LowerLimit = 12,

    /// <summary>The highest price that the exchange allows today.</summary>
    UpperLimit = 13,

    /// <summary>The highest price of a year.</summary>
    YearHigh = 14,

    /// <summary>The lowest price of a year.</summary>
    YearLow = 15,
}
