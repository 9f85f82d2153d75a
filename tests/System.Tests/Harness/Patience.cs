using System.Diagnostics;

namespace OrleansTicks.System.Tests;

/// <summary>Bounded waits across processes: looks again and again until it is so, and says what it saw when it never is.</summary>
internal static class Patience
{
    /// <summary>For what takes a moment on an idle machine and much longer on a busy one.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    /// <summary>Waits until <paramref name="look"/> gives something.</summary>
    /// <param name="what">Completes the sentence "waited in vain until …".</param>
    /// <param name="look">Null = not yet.</param>
    /// <param name="seen">What to say of the state of things when it never comes.</param>
    /// <param name="limit">At most.</param>
    public static async Task<T> UntilAsync<T>(string what, Func<Task<T?>> look, Func<string> seen, TimeSpan? limit = null)
        where T : class
    {
        var most = limit ?? Long;
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await look() is { } found) return found;
            if (watch.Elapsed > most) throw new TimeoutException($"waited {most.TotalSeconds:0} s in vain until {what}\n{seen()}");
            await Task.Delay(Look, TimeProvider.System);
        }
    }

    public static Task UntilAsync(string what, Func<Task<bool>> look, Func<string> seen, TimeSpan? limit = null) =>
        UntilAsync(what, async () => await look() ? "" : null, seen, limit);

    /// <summary>For a moment that is part of what is tested: a kill so many milliseconds later.</summary>
    public static Task PauseAsync(TimeSpan span) => Task.Delay(span, TimeProvider.System);
}
