using OrleansTicks.Simulator;

namespace OrleansTicks.Simulator.Tests;

internal static class ServerWaits
{
    /// <summary>Waits until the server has noticed that its clients left.</summary>
    public static async Task WithoutConnections(this SimulatorServer server)
    {
        while (server.Counters.Open > 0)
        {
            Some.Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
