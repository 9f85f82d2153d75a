using Orleans;
using Orleans.Concurrency;

namespace OrleansTicks.Grains;

/// <summary>Looks after all streams of a feed, woken by a reminder: the slow backstop behind the sweep of every silo. Its key is the feed's name.</summary>
[Alias("ticks.health")]
public interface IHealthCheckGrain : IGrainWithStringKey
{
    /// <summary>Sees to it that the reminder is set.</summary>
    [Alias("begin")]
    Task BeginAsync();

    /// <summary>Looks now, and replaces what is stale.</summary>
    [Alias("check")]
    Task<HealthReport> CheckAsync();

    /// <summary>What full checks found, the newest first. Waits for nothing.</summary>
    [Alias("history"), AlwaysInterleave]
    Task<IReadOnlyList<HealthReport>> HistoryAsync();
}
