namespace OrleansTicks.Simulator;

/// <summary>Waiting on an injected clock.</summary>
internal static class Pauses
{
    /// <summary>Waits; false when it was stopped.</summary>
    public static async Task<bool> PauseAsync(this TimeProvider time, TimeSpan pause, CancellationToken stopping)
    {
        await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stopping.IsCancellationRequested;
    }
}
