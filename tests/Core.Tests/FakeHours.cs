using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests;

/// <summary>A market that is open when the test says so.</summary>
internal sealed class FakeHours : IMarketHours
{
    public bool IsOpenNow { get; set; }

    public bool IsOpen(DateTimeOffset at) => IsOpenNow;
}
