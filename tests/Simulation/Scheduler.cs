namespace OrleansTicks.Simulation;

/// <summary>Virtual time and chance: one thread, one seed. What happens at one moment happens in an order that the seed decides.</summary>
internal sealed class Scheduler(int seed)
{
    private readonly PriorityQueue<Action, (long At, int Order, long Number)> _events = new();
    private long _number;

    public Random Chance { get; } = new(seed);

    /// <summary>Microseconds since the beginning: the clock of the store, and of the truth.</summary>
    public long Now { get; private set; }

    public long Steps { get; private set; }

    /// <summary>The last things that happened, for a person.</summary>
    public Queue<string> Trace { get; } = new();

    /// <summary>Changes with everything that happens: two runs of one seed must end with the same.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    public void In(long micros, Action what) => _events.Enqueue(what, (Now + Math.Max(0, micros), Chance.Next(), _number++));

    /// <summary>Runs until <paramref name="until"/>, or nothing is left.</summary>
    public void Run(long until)
    {
        while (_events.TryPeek(out _, out var next) && next.At <= until)
        {
            var what = _events.Dequeue();
            Now = next.At;
            Steps++;
            what();
        }

        Now = Math.Max(Now, until);
    }

    public void Tell(string what)
    {
        var line = $"{Now / 1e6:0.000000} {what}";
        foreach (var c in line) Hash = (Hash ^ c) * 1099511628211;
        Trace.Enqueue(line);
        if (Trace.Count > 200) Trace.Dequeue();
    }

    public bool Maybe(double share) => Chance.NextDouble() < share;

    public long Between(long from, long to) => Chance.NextInt64(from, to + 1);
}
