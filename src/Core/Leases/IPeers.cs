namespace OrleansTicks.Core;

/// <summary>Asks the other nodes whether they reach the store.</summary>
public interface IPeers
{
    /// <summary>Asks one node.</summary>
    /// <param name="peer">Which; one without an address does not answer.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>What it says; null = no answer, or none that can be trusted.</returns>
    Task<StoreReach?> AskAsync(NodeCard peer, CancellationToken cancellationToken);
}
