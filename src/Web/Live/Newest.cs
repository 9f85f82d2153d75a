namespace OrleansTicks.Web;

/// <summary>The newest of something that is made again and again. Who is slow misses what lay between, never the newest; nothing queues.</summary>
internal sealed class Newest<T>
    where T : class
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = Fresh();
    private long _version;
    private T? _value;

    /// <summary>Counts what was put here; 0 before the first.</summary>
    public long Version
    {
        get
        {
            lock (_gate) return _version;
        }
    }

    public void Put(T value)
    {
        TaskCompletionSource waited;
        lock (_gate)
        {
            (_value, waited, _next) = (value, _next, Fresh());
            _version++;
        }

        waited.SetResult();
    }

    /// <summary>Waits for one that is newer than <paramref name="version"/>, then gives the newest there is.</summary>
    public async ValueTask<(long Version, T Value)> AfterAsync(long version, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (_version > version) return (_version, _value!);
                next = _next.Task;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
