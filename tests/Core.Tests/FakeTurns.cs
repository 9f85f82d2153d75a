using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests;

/// <summary>Lets every stream connect when it wants to, and remembers the pauses that venues asked for.</summary>
internal sealed class FakeTurns : IConnectTurns
{
    public List<TimeSpan> Rests { get; } = [];

    public Task TakeAsync(Action<TimeSpan> onWait, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Rest(TimeSpan pause) => Rests.Add(pause);
}
