namespace OrleansTicks.Simulator;

/// <summary>Timers that end together.</summary>
internal sealed class CompositeTimer(params ITimer[] timers) : IDisposable
{
    public void Dispose()
    {
        foreach (var timer in timers) timer.Dispose();
    }
}
