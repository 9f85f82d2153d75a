namespace OrleansTicks.Markets;

/// <summary>A day that is not as its weekday says.</summary>
internal sealed record DayRow
{
    public required string Date { get; init; }

    public string? Note { get; init; }

    /// <summary>Empty = closed.</summary>
    public IReadOnlyList<string> Sessions { get; init; } = [];

    public bool Uncertain { get; init; }
}
