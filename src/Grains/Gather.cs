namespace OrleansTicks.Grains;

/// <summary>Puts the questions of a moment into one call. The first one waits for the others.</summary>
/// <param name="wait">How long.</param>
/// <param name="time">The clock.</param>
/// <param name="ask">Answers many at once; what is missing from the answer has none.</param>
internal sealed class Gather<TKey, TValue>(TimeSpan wait, TimeProvider time, Func<IReadOnlyList<TKey>, Task<Dictionary<TKey, TValue>>> ask)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _gate = new();
    private Round? _open;
    private long _calls;

    /// <summary>How often it asked.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    public async Task<TValue?> GetAsync(TKey key)
    {
        Round round;
        lock (_gate)
        {
            _open ??= new Round(this);
            round = _open;
            round.Keys.Add(key);
        }

        return (await round.Answer.Value).GetValueOrDefault(key);
    }

    private async Task<Dictionary<TKey, TValue>> AskAsync(Round round)
    {
        await Task.Delay(wait, time).ConfigureAwait(false);
        lock (_gate) _open = null;   // nobody joins it any more
        Interlocked.Increment(ref _calls);
        return await ask([.. round.Keys]).ConfigureAwait(false);
    }

    private sealed class Round
    {
        public Round(Gather<TKey, TValue> gather) => Answer = new Lazy<Task<Dictionary<TKey, TValue>>>(() => Task.Run(() => gather.AskAsync(this)));

        public HashSet<TKey> Keys { get; } = [];

        public Lazy<Task<Dictionary<TKey, TValue>>> Answer { get; }
    }
}
