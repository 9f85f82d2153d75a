namespace OrleansTicks.Embedded;

/// <summary>When a stream of a market with hours is connected.</summary>
public enum StartsAt
{
    /// <summary>Always.</summary>
    Now = 0,

    /// <summary>From shortly before the market opens until shortly after it closes.</summary>
    Open = 1,
}
