namespace OrleansTicks.Core;

/// <summary>The replacing of a connection that works: before the venue ends it by age, or because a new token is there.</summary>
internal sealed class Renewal
{
    /// <summary>The connection is to end now.</summary>
    public bool IsDue { get; private set; }

    /// <summary>What takes its place; null = the venue allows no second one, so it is let go first.</summary>
    public WarmConnection? Successor { get; private set; }

    /// <summary>What the successor was asked for.</summary>
    public StreamPlan? Plan { get; private set; }

    public void Due(WarmConnection? successor, StreamPlan? plan) => (Successor, Plan, IsDue) = (successor, plan, true);
}
