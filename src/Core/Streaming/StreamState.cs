namespace OrleansTicks.Core;

/// <summary>Where a stream is in its life.</summary>
public enum StreamState
{
    Unknown,
    Starting,
    Running,

    /// <summary>Wanted, but reconnecting, or some of it is missing.</summary>
    Degraded,
    Paused,
    Stopping,
    Stopped,

    /// <summary>Gave up: authentication, or ten retries. Needs <c>ticks start KEY</c>.</summary>
    Parked,
    Unassigned,
}
