namespace OrleansTicks.Core;

/// <summary>The newest of an instrument: last trade and best bid and ask, each perhaps missing.</summary>
/// <param name="Instrument">Whose.</param>
/// <param name="Trade">The last trade, or null.</param>
/// <param name="Quote">The last quote, or null.</param>
public sealed record LatestTick(Instrument Instrument, Tick? Trade, Tick? Quote)
{
    /// <summary>The venue's figures of the day, or null.</summary>
    public DayFigures? Day { get; init; }
}
