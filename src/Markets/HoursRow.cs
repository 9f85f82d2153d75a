namespace OrleansTicks.Markets;

/// <summary>Hours of plain days from a date on, as <c>HH:mm-HH:mm</c> on the market's clock.</summary>
internal sealed record HoursRow
{
    public required string From { get; init; }

    public required IReadOnlyList<string> Sessions { get; init; }

    public string? PreOpen { get; init; }

    /// <summary>The sessions while New York has daylight saving: some markets follow the hours of others.</summary>
    public IReadOnlyList<string>? InUsSummer { get; init; }

    public bool Uncertain { get; init; }
}
