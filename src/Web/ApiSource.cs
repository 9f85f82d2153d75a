using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>What the API shows and steers: one node, or a cluster seen from one of its silos.</summary>
public sealed record ApiSource
{
    public required IStreamControl Streams { get; init; }

    /// <summary>Opens a reader over the store; the API disposes of it. May fail with <see cref="StoreException"/>.</summary>
    public required Func<CancellationToken, Task<ITickReader>> OpenReader { get; init; }

    /// <summary>Says whether this node reaches its store; the other nodes ask.</summary>
    public Func<CancellationToken, Task<StoreReach>> Reach { get; init; } = static _ => Task.FromResult(new StoreReach(false, TimeSpan.MaxValue));

    /// <summary>What nodes of one store show each other; null while the store is not open.</summary>
    public Func<string?> NodeSecret { get; init; } = static () => null;

    /// <summary>Which store it is, in words without secrets; empty until it is open.</summary>
    public Func<string> StoreName { get; init; } = static () => "";

    /// <summary>What else is known of the store; null until it is open.</summary>
    public Func<StoreFacts?> Store { get; init; } = static () => null;

    /// <summary>Breaks this node on purpose; null = nobody may.</summary>
    public IDrills? Drills { get; init; }

    /// <summary>Answers requests below <c>/dashboard</c>; null where there is none, or not yet.</summary>
    public Func<Microsoft.AspNetCore.Http.RequestDelegate?> Dashboard { get; init; } = static () => null;

    /// <summary>What health checks found, the newest first; null where nobody keeps that.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<HealthEntry>>>? HealthHistory { get; init; }

    /// <summary>By what name people know this node.</summary>
    public string NodeName { get; init; } = Environment.MachineName;

    /// <summary>Null when the node is ready for work; else why not, without secrets.</summary>
    public Func<string?> NotReady { get; init; } = static () => null;
}
