namespace OrleansTicks.Markets;

/// <summary>What a day is to a market.</summary>
public enum DayKind
{
    Trading,
    Weekend,
    Holiday,

    /// <summary>A session on a day that has none, or at other hours: budget day, muhurat, a half day.</summary>
    Special,
}
