namespace OrleansTicks.Core;

/// <summary>When a market trades. Silence while it does not is no fault of a connection. Pure: every time is handed in.</summary>
public interface IMarketHours
{
    /// <summary>Where the market stands at a moment.</summary>
    MarketPhase PhaseAt(DateTimeOffset at);

    /// <summary>The first begin of a session after a moment; null when it never closes, or nobody knows.</summary>
    DateTimeOffset? NextOpen(DateTimeOffset after);

    /// <summary>The first end of a session after a moment; null when it never closes, or nobody knows.</summary>
    DateTimeOffset? NextClose(DateTimeOffset after);

    /// <summary>True while trades may come.</summary>
    bool IsOpen(DateTimeOffset at) => PhaseAt(at) is MarketPhase.Open;
}
