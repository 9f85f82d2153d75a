namespace OrleansTicks.Simulator;

/// <summary>Plays recordings: each begins when the subscriptions of all connections together cover its symbols, and those that begin together are merged by
/// time.</summary>
internal sealed class ReplayMarket(SimHub hub, IRecordedWire wire, IReadOnlyList<Recording> recordings, SimulatorSpeed speed, CancellationToken stopping) : IMarket
{
    private const int PublishedAtOnce = 2048;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan IdleStep = TimeSpan.FromMilliseconds(20);
    private readonly List<Recording> _waiting = [.. recordings];
    private readonly List<ReplayRun> _runs = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = recordings.Count;

    public IReadOnlyList<string> Symbols { get; } =
        [.. recordings.SelectMany(recording => recording.Symbols).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Completes when the last frame of the last recording stands in the ledger.</summary>
    public Task Ended => _ended.Task;

    public void Subscribed()
    {
        var covered = _waiting.Where(recording => hub.IsCovered(recording.Symbols)).ToList();
        if (covered.Count == 0) return;
        _waiting.RemoveAll(covered.Contains);
        var run = new ReplayRun(covered, () => Over(covered));
        _runs.Add(run);
        hub.Begin(covered.SelectMany(recording => recording.Symbols).Distinct(StringComparer.Ordinal), covered.Select(recording => recording.Path));
        WakeReaders(run);                                    // the others wait since before there was anything to pull
        _ = Task.Run(() => speed.IsMax ? IdleAsync(run) : PlayAsync(run), stopping);
    }

    public void Greet(Topic topic, Connection connection)
    {
        foreach (var run in _runs.Where(run => run.Head > 0))
        {
            if (wire.Greet(topic, run.Past(topic)) is not { } block) continue;
            for (var i = 0; i < block.Entries.Length; i++) connection.Offer(new Frame(block, i, Run: null, hub.NextSeq()));
        }
    }

    public bool Pull(Connection connection, int most)
    {
        if (!speed.IsMax) return false;
        var pulled = false;
        foreach (var run in _runs.Where(run => !run.AtEnd && run.Topics.Any(topic => topic.Subscribers.Contains(connection))))
        {
            for (var count = 0; count < most && !run.AtEnd;)
            {
                var frame = Publish(run);
                if (!frame.Topic.Subscribers.Contains(connection)) continue;
                count++;
                pulled = true;
            }
        }

        return pulled;
    }

    /// <summary>In the recording's timing or faster, whether somebody listens or not.</summary>
    private async Task PlayAsync(ReplayRun run)
    {
        var begun = hub.Time.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            TimeSpan wait;
            lock (hub.Gate)
            {
                var played = hub.Time.GetElapsedTime(begun) * speed.Factor;
                for (var count = 0; count < PublishedAtOnce && !run.AtEnd && run.Due <= played; count++) Publish(run);
                if (run.AtEnd) return;
                wait = (run.Due - played) / speed.Factor;
            }

            if (wait > TimeSpan.Zero && !await hub.Time.PauseAsync(wait > Step ? wait : Step, stopping)) return;
        }
    }

    /// <summary>Flat out the readers pull; while none is there, the market goes on at its average rate.</summary>
    private async Task IdleAsync(ReplayRun run)
    {
        var (last, owed) = (hub.Time.GetTimestamp(), 0.0);
        while (await hub.Time.PauseAsync(IdleStep, stopping))
        {
            lock (hub.Gate)
            {
                var now = hub.Time.GetTimestamp();
                owed = run.Topics.Any(topic => topic.HasReader) ? 0 : owed + (hub.Time.GetElapsedTime(last, now).TotalSeconds * run.AverageRate);
                last = now;
                for (; owed >= 1 && !run.AtEnd; owed--) Publish(run);
                if (run.AtEnd) return;
            }
        }
    }

    private Frame Publish(ReplayRun run)
    {
        var frame = run.Next(hub.NextSeq());
        hub.Publish(frame);
        if (run.AtEnd)
        {
            run.Close();
            WakeReaders(run);
        }

        return frame;
    }

    private static void WakeReaders(ReplayRun run)
    {
        foreach (var connection in run.Topics.SelectMany(topic => topic.Subscribers).Distinct()) connection.Wake();
    }

    private void Over(List<Recording> covered)
    {
        hub.Ledger.WriteEvent("end", hub.Time.GetUtcNow(), $"\"files\":{Json.List(covered.Select(recording => Path.GetFileName(recording.Path)))}");
        if (Interlocked.Add(ref _left, -covered.Count) == 0) _ended.TrySetResult();
    }
}
