namespace OrleansTicks.Simulator;

/// <summary>Recordings that began together, merged by time, and how far they are. Used under the hub's lock, apart from the count of frames on their
/// way.</summary>
internal sealed class ReplayRun
{
    private readonly (long Time, FrameBlock Block, int Index)[] _frames;
    private readonly Action _over;
    private int _underway = 1;

    /// <param name="recordings">What begins now.</param>
    /// <param name="over">Called once, when the last frame is recorded in the ledger; on any thread.</param>
    public ReplayRun(IReadOnlyList<Recording> recordings, Action over)
    {
        Recordings = recordings;
        _over = over;
        // A stable sort: where times are equal, the order of the files stays.
        _frames = [.. recordings.SelectMany(recording => recording.Frames).OrderBy(frame => frame.Time)];
        Topics = [.. _frames.Select(frame => frame.Block.Entries[frame.Index].Topic).Distinct()];
    }

    public IReadOnlyList<Recording> Recordings { get; }

    public IReadOnlyList<Topic> Topics { get; }

    public int Count => _frames.Length;

    /// <summary>Index of the next frame to be played.</summary>
    public int Head { get; private set; }

    public bool AtEnd => Head == _frames.Length;

    /// <summary>The last frame was handed out; what is still under way is all there is.</summary>
    public bool Closed { get; private set; }

    /// <summary>Since the first frame, as recorded.</summary>
    public TimeSpan Due => TimeSpan.FromTicks((_frames[Head].Time - _frames[0].Time) / 100);

    /// <summary>Frames a second over the whole of it; at least one.</summary>
    public double AverageRate => _frames.Length / Math.Max(1e-3, Math.Min(_frames.Length, (_frames[^1].Time - _frames[0].Time) / 1e9));

    /// <summary>The frames of a stream that have passed.</summary>
    public IEnumerable<Frame> Past(Topic topic) =>
        _frames.Take(Head).Where(frame => frame.Block.Entries[frame.Index].Topic == topic).Select(frame => new Frame(frame.Block, frame.Index, Run: null, Seq: 0));

    public Frame Next(long seq)
    {
        var (_, block, index) = _frames[Head++];
        return new Frame(block, index, this, seq);
    }

    public void Begin() => Interlocked.Increment(ref _underway);

    public void End()
    {
        if (Interlocked.Decrement(ref _underway) == 0) _over();
    }

    /// <summary>Says that all was handed out.</summary>
    public void Close()
    {
        if (Closed) return;
        Closed = true;
        End();
    }
}
