using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests;

/// <summary>A market that is open when the test says so.</summary>
internal sealed class FakeHours : IMarketHours
{
    public bool IsOpenNow { get; set; }

    public DateTimeOffset? Opens { get; set; }

    public MarketPhase PhaseAt(DateTimeOffset at) => IsOpenNow ? MarketPhase.Open : MarketPhase.Closed;

    public DateTimeOffset? NextOpen(DateTimeOffset after) => Opens;

    public DateTimeOffset? NextClose(DateTimeOffset after) => null;
}
