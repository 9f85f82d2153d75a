using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests;

/// <summary>Other nodes that answer as the test says; null = they do not answer.</summary>
internal sealed class FakePeers : IPeers
{
    public Func<NodeCard, StoreReach?> Says { get; set; } = _ => null;

    public int Asked { get; private set; }

    public Task<StoreReach?> AskAsync(NodeCard peer, CancellationToken cancellationToken)
    {
        Asked++;
        return Task.FromResult(Says(peer));
    }
}
