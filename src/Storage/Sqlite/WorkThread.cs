namespace OrleansTicks.Storage;

/// <summary>One thread that does one thing after the other: SQLite waits for the disk inside its calls, which no thread of the pool should do.</summary>
internal sealed class WorkThread : IAsyncDisposable
{
    // A plain queue under its monitor: a BlockingCollection would spin at the end of every small commit before it sleeps.
    private readonly Queue<Action> _work = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    public WorkThread(string name) => new Thread(Work) { IsBackground = true, Name = name }.Start();

    /// <summary>Runs the work behind what was given before. A token that is cancelled before its turn comes cancels it; later the work itself looks.</summary>
    /// <exception cref="ObjectDisposedException">The thread has been ended.</exception>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_work)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _work.Enqueue(() => Run(work, done, cancellationToken));
            Monitor.Pulse(_work);
        }

        return done.Task;
    }

    /// <summary>Lets what was given come to its end.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_work)
        {
            _closed = true;
            Monitor.Pulse(_work);
        }

        await _ended.Task;
    }

    private static void Run<T>(Func<T> work, TaskCompletionSource<T> done, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            done.SetCanceled(cancellationToken);
            return;
        }

        try
        {
            done.SetResult(work());
        }
        catch (OperationCanceledException e)
        {
            done.SetCanceled(e.CancellationToken);
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }

    private void Work()
    {
        while (Next() is { } work) work();
        _ended.SetResult();
    }

    private Action? Next()
    {
        lock (_work)
        {
            while (_work.Count == 0 && !_closed) Monitor.Wait(_work);
            return _work.TryDequeue(out var work) ? work : null;
        }
    }
}
