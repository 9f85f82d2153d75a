using System.Collections.Concurrent;

namespace OrleansTicks.Storage;

/// <summary>One thread that does one thing after the other: SQLite waits for the disk inside its calls, which no thread of the pool should do.</summary>
internal sealed class WorkThread : IAsyncDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WorkThread(string name) => new Thread(Work) { IsBackground = true, Name = name }.Start();

    /// <summary>Runs the work behind what was given before. A token that is cancelled before its turn comes cancels it; later the work itself looks.</summary>
    /// <exception cref="ObjectDisposedException">The thread has been ended.</exception>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _work.Add(() => Run(work, done, cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
        {
            throw new ObjectDisposedException("The store is closed.", e);
        }

        return done.Task;
    }

    /// <summary>Lets what was given come to its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_ended.Task.IsCompleted) _work.CompleteAdding();
        await _ended.Task;
        _work.Dispose();
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
        foreach (var work in _work.GetConsumingEnumerable()) work();
        _ended.SetResult();
    }
}
