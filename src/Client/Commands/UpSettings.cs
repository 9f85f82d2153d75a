using Microsoft.Extensions.Logging;
using OrleansTicks.Embedded;

namespace OrleansTicks.Client;

/// <summary>What <c>up</c> was told.</summary>
internal sealed record UpSettings
{
    public required NodeOptions Node { get; init; }

    public required TimeSpan MonitorInterval { get; init; }

    /// <summary>Null = information, or warnings where the output is JSON.</summary>
    public LogLevel? Level { get; init; }

    /// <summary>Null = until interrupted.</summary>
    public TimeSpan? For { get; init; }

    public required OutputFormat Output { get; init; }
}
