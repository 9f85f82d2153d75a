using Microsoft.AspNetCore.Http;
using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>What makes a node the silo of a cluster: another way to the books of the symbols and another way to take streams. All else stays the node's.</summary>
public interface INodeCluster : IAsyncDisposable
{
    /// <summary>What is wrong with its options or the node's, a sentence each. Asked before anything is opened.</summary>
    IEnumerable<string> Faults(NodeOptions node);

    /// <summary>The node's books stand: what its streams are to use in their place. Called once, before <see cref="StartAsync"/>.</summary>
    (ISymbols Symbols, IStreamTaker Taker) Around(LocalSymbols symbols);

    /// <summary>The store is open and the node has joined it: joins the cluster.</summary>
    Task StartAsync(ClusterSeat seat, CancellationToken cancellationToken);

    /// <summary>Answers requests below <c>/dashboard</c>; null before it started.</summary>
    RequestDelegate? Dashboard { get; }

    /// <summary>What health checks found, the newest first.</summary>
    Task<IReadOnlyList<HealthEntry>> ReadHealthAsync(CancellationToken cancellationToken);
}
