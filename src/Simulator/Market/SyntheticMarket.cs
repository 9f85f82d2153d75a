namespace OrleansTicks.Simulator;

/// <summary>A made-up market that runs from the first subscription on, whether somebody listens or not.</summary>
internal sealed class SyntheticMarket(SimHub hub, ITickMaker maker, double rate, SimulatorSpeed speed, CancellationToken stopping) : IMarket
{
    private const int MadeAtOnce = 256;
    private static readonly TimeSpan IdleStep = TimeSpan.FromMilliseconds(20);

    // A quiet market in small handfuls: a wake-up per tick costs more than all the rest of a laptop's idle node.
    private readonly TimeSpan _step = TimeSpan.FromMilliseconds(rate * speed.Factor < 1000 ? 10 : 1);
    private bool _begun;

    public IReadOnlyList<string> Symbols => maker.Symbols;

    public void Subscribed()
    {
        if (_begun) return;
        _begun = true;
        hub.Begin(maker.Symbols, []);
        _ = Task.Run(() => speed.IsMax ? IdleAsync() : PlayAsync(), stopping);
    }

    public void Greet(Topic topic, Connection connection)
    {
        if (maker.Greet(topic, hub.Time.GetUtcNow()) is not { } block) return;
        for (var i = 0; i < block.Entries.Length; i++) connection.Offer(new Frame(block, i, Run: null, hub.NextSeq()));
    }

    public bool Pull(Connection connection, int most)
    {
        if (!speed.IsMax || !connection.Topics.Any(maker.Makes)) return false;
        Publish(maker.Make(Math.Min(MadeAtOnce, most), hub.Time.GetUtcNow()));
        return true;
    }

    private async Task PlayAsync()
    {
        var begun = hub.Time.GetTimestamp();
        var made = 0L;
        while (!stopping.IsCancellationRequested)
        {
            var due = (long)(hub.Time.GetElapsedTime(begun).TotalSeconds * rate * speed.Factor);
            do
            {
                var count = (int)Math.Min(MadeAtOnce, due - made);
                lock (hub.Gate) Publish(maker.Make(count, hub.Time.GetUtcNow()));
                made += count;
            }
            while (made < due && !stopping.IsCancellationRequested);

            var wait = TimeSpan.FromSeconds((made + 1) / (rate * speed.Factor)) - hub.Time.GetElapsedTime(begun);
            if (wait > maker.Rest) wait = maker.Rest;
            if (!await hub.Time.PauseAsync(wait > _step ? wait : _step, stopping)) return;
        }
    }

    /// <summary>Flat out the readers pull; while none is there, the market goes on at its rate.</summary>
    private async Task IdleAsync()
    {
        var (last, owed) = (hub.Time.GetTimestamp(), 0.0);
        while (await hub.Time.PauseAsync(IdleStep, stopping))
        {
            lock (hub.Gate)
            {
                var now = hub.Time.GetTimestamp();
                owed = maker.Topics.Any(topic => topic.HasReader) ? 0 : owed + (hub.Time.GetElapsedTime(last, now).TotalSeconds * rate);
                last = now;
                for (; owed >= 1; owed -= Math.Min(MadeAtOnce, (int)owed)) Publish(maker.Make(Math.Min(MadeAtOnce, (int)owed), hub.Time.GetUtcNow()));
            }
        }
    }

    private void Publish(IReadOnlyList<FrameBlock> blocks)
    {
        foreach (var block in blocks)
        {
            for (var i = 0; i < block.Entries.Length; i++) hub.Publish(new Frame(block, i, Run: null, hub.NextSeq()));
        }
    }
}
