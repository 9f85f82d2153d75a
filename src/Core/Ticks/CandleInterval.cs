namespace OrleansTicks.Core;

/// <summary>How long a candle lasts, said as the venues say it: <c>1m</c>. The numbers are stored; they never change meaning.</summary>
public enum CandleInterval : byte
{
    None = 0,
    OneSecond = 1,
    OneMinute = 2,
    ThreeMinutes = 3,
    FiveMinutes = 4,
    FifteenMinutes = 5,
    ThirtyMinutes = 6,
    OneHour = 7,
    TwoHours = 8,
    FourHours = 9,
    SixHours = 10,
    EightHours = 11,
    TwelveHours = 12,
    OneDay = 13,
    ThreeDays = 14,
    OneWeek = 15,
    OneMonth = 16,
}
