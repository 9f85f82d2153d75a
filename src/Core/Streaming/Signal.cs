namespace OrleansTicks.Core;

/// <summary>Wakes one loop early: a set that comes while nobody waits is not lost.</summary>
internal sealed class Signal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _set = New();

    public void Set()
    {
        lock (_gate) _set.TrySetResult();
    }

    /// <summary>Waits until it is set, at most <paramref name="atMost"/>, and takes it back.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        Task set;
        lock (_gate) set = _set.Task;
        await set.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            if (_set.Task.IsCompleted) _set = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
