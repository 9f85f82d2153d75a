namespace OrleansTicks.Web.Tests;

/// <summary>Breaks nothing, and remembers what it was told to break.</summary>
internal sealed class FakeDrills : IDrills
{
    private readonly TaskCompletionSource _killed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the kill.</summary>
    public Task Killed => _killed.Task;

    public TimeSpan? Cut { get; private set; }

    public void Kill() => _killed.SetResult();

    public void CutStore(TimeSpan span) => Cut = span;
}
