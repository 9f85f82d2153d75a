using OrleansTicks.Core;

namespace OrleansTicks.Embedded;

/// <summary>A line to the store that can be cut for a while: what is sent then fails, and what was on its way gets no answer.</summary>
internal sealed class StoreCut(TimeProvider time)
{
    private long _until = time.SteadyMicroseconds();

    /// <summary>Cut from now on, for that long; a later end replaces an earlier one.</summary>
    public void For(TimeSpan span) => Volatile.Write(ref _until, time.SteadyMicroseconds() + (long)span.TotalMicroseconds);

    public async Task RunAsync(Func<Task> call)
    {
        ThrowIfCut();
        await call();
        ThrowIfCut();
    }

    public async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        ThrowIfCut();
        var answer = await call();
        ThrowIfCut();
        return answer;
    }

    /// <exception cref="StoreException">The line is cut.</exception>
    public void ThrowIfCut()
    {
        var left = Volatile.Read(ref _until) - time.SteadyMicroseconds();
        if (left > 0) throw new StoreException("08006", $"a drill keeps this node from its store for another {Math.Ceiling(left / 1e6):0} s");
    }
}
