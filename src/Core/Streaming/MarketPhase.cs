namespace OrleansTicks.Core;

/// <summary>Where a market stands in its day.</summary>
public enum MarketPhase
{
    /// <summary>Orders are taken and nothing is traded yet.</summary>
    PreOpen,

    Open,

    /// <summary>Before, between or after the sessions of a trading day, or a weekend.</summary>
    Closed,

    /// <summary>A day on which the market does not open, though its weekday would.</summary>
    Holiday,
}
