using Orleans;

namespace OrleansTicks.Grains;

/// <summary>The last day of health checks, the newest first.</summary>
[GenerateSerializer, Alias("ticks.health-history")]
public sealed class HealthHistory
{
    /// <summary>One every five minutes: a day.</summary>
    private const int Most = 288;

    [Id(0)]
    public List<HealthReport> Reports { get; set; } = [];

    public HealthReport? Newest => Reports.Count > 0 ? Reports[0] : null;

    public void Add(HealthReport report)
    {
        Reports.Insert(0, report);
        if (Reports.Count > Most) Reports.RemoveRange(Most, Reports.Count - Most);
    }
}
