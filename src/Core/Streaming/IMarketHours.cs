namespace OrleansTicks.Core;

/// <summary>When a market trades. Silence while it does not is no fault of a connection.</summary>
public interface IMarketHours
{
    /// <summary>True while trades may come. Pure: the time is handed in.</summary>
    bool IsOpen(DateTimeOffset at);
}
