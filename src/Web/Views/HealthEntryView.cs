using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>What one check of the cluster found.</summary>
public sealed record HealthEntryView(DateTimeOffset At, string Feed, int Desired, int Running, int Taken, int Replaced, int Nodes)
{
    public static HealthEntryView Of(HealthEntry entry) => new(entry.At, entry.Feed, entry.Desired, entry.Running, entry.Taken, entry.Replaced, entry.Nodes);
}
