namespace OrleansTicks.Core;

/// <summary>What a stream is to carry, which may change while it is read: only its list of instruments, never its feed or mode. And whether it is to get a new connection.</summary>
internal sealed class EditablePlan(StreamPlan plan)
{
    private readonly Lock _gate = new();
    private volatile StreamPlan _now = plan;
    private TaskCompletionSource _changed = New();
    private TaskCompletionSource _renewed = New();

    public StreamPlan Now => _now;

    public void Set(StreamPlan next)
    {
        lock (_gate)
        {
            if (_now.Instruments.SequenceEqual(next.Instruments)) return;
            _now = next;
            _changed.SetResult();
            _changed = New();
        }
    }

    /// <summary>Asks for a new connection in the place of the one that is open.</summary>
    public void Renew()
    {
        lock (_gate)
        {
            _renewed.SetResult();
            _renewed = New();
        }
    }

    /// <summary>Completes with the next <see cref="Renew"/>.</summary>
    public Task RenewedAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return _renewed.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits until it is another than <paramref name="known"/>.</summary>
    public async Task<StreamPlan> ChangedFromAsync(StreamPlan known, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (!ReferenceEquals(_now, known)) return _now;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
