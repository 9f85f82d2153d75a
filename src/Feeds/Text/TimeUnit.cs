namespace OrleansTicks.Feeds;

/// <summary>The unit in which a venue counts from 1970 UTC. The value is the power of ten of it in one second.</summary>
public enum TimeUnit
{
    /// <summary>Seconds (<c>s</c>).</summary>
    Seconds = 0,

    /// <summary>Milliseconds (<c>ms</c>).</summary>
    Milliseconds = 3,

    /// <summary>Microseconds (<c>us</c>).</summary>
    Microseconds = 6,

    /// <summary>Nanoseconds (<c>ns</c>).</summary>
    Nanoseconds = 9,
}
