namespace OrleansTicks.Grains;

/// <summary>Puts the questions of a moment into one call: the grains of one stream come one after the other, and their moment is over when nobody else has come for a while.</summary>
/// <param name="quiet">That while.</param>
/// <param name="longest">What the first one waits at most.</param>
/// <param name="time">The clock.</param>
/// <param name="ask">Answers many at once; what is missing from the answer has none.</param>
internal sealed class Gather<TKey, TValue>(TimeSpan quiet, TimeSpan longest, TimeProvider time, Func<IReadOnlyList<TKey>, Task<Dictionary<TKey, TValue>>> ask)
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
            round.Newest = time.GetTimestamp();
        }

        return (await round.Answer.Value).GetValueOrDefault(key);
    }

    private async Task<Dictionary<TKey, TValue>> AskAsync(Round round)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            await Task.Delay(quiet, time).ConfigureAwait(false);
            lock (_gate)
            {
                if (time.GetElapsedTime(round.Newest) < quiet && time.GetElapsedTime(began) < longest) continue;
                _open = null;   // nobody joins it any more
                break;
            }
        }

        Interlocked.Increment(ref _calls);
        return await ask([.. round.Keys]).ConfigureAwait(false);
    }

    private sealed class Round
    {
        public Round(Gather<TKey, TValue> gather) => Answer = new Lazy<Task<Dictionary<TKey, TValue>>>(() => Task.Run(() => gather.AskAsync(this)));

        public HashSet<TKey> Keys { get; } = [];

        /// <summary>When the last one came.</summary>
        public long Newest { get; set; }

        public Lazy<Task<Dictionary<TKey, TValue>>> Answer { get; }
    }
}
