namespace OrleansTicks.Core;

/// <summary>How long to wait before trying again: exponential with full jitter and a cap, so that many who failed together do not come back together.</summary>
/// <param name="Base">The range of the first pause.</param>
/// <param name="Cap">The longest pause.</param>
/// <param name="Random">From 0 up to, not including, 1; a test gives its own.</param>
public sealed record Backoff(TimeSpan Base, TimeSpan Cap, Func<double> Random)
{
    /// <summary>For sockets: the first try after at most half a second, later ones after at most min(60 s, 0.5 s x 2^k).</summary>
    public static Backoff Sockets { get; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(60), System.Random.Shared.NextDouble);

    /// <summary>For the store: short, because it is one, near, and everything waits for it.</summary>
    public static Backoff Store { get; } = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1), System.Random.Shared.NextDouble);

    /// <summary>The pause before try <paramref name="attempt"/>, counting from 0.</summary>
    public TimeSpan Pause(int attempt) => TimeSpan.FromTicks((long)(Math.Min(Cap.Ticks, Base.Ticks * Math.Pow(2, Math.Min(attempt, 40))) * Random()));
}
