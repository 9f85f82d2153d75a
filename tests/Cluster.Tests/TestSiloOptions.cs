using OrleansTicks.Web;

namespace OrleansTicks.Cluster.Tests;

/// <summary>What differs from silo to silo in tests.</summary>
internal sealed record TestSiloOptions
{
    public int PerConnection { get; init; } = 5;

    public bool Reminders { get; init; } = true;

    public bool Sweeps { get; init; } = true;

    public ApiKey? Key { get; init; }

    public (string Certificate, string Key, string Authority)? Tls { get; init; }
}
