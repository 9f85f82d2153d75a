namespace OrleansTicks.Markets;

/// <summary>A market's data file, as it is written.</summary>
internal sealed record MarketFile
{
    public required string Zone { get; init; }

    /// <summary>Years whose holidays are all listed; empty = every year (a market without holidays).</summary>
    public required IReadOnlyList<int> Years { get; init; }

    /// <summary>Trades on Saturdays and Sundays too.</summary>
    public bool Weekends { get; init; }

    /// <summary>The hours of plain days, each from its date on; the last that has begun counts.</summary>
    public required IReadOnlyList<HoursRow> Hours { get; init; }

    /// <summary>Days that are otherwise.</summary>
    public IReadOnlyList<DayRow> Days { get; init; } = [];
}
