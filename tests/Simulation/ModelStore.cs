using OrleansTicks.Core;

namespace OrleansTicks.Simulation;

/// <summary>The database by its rules (0003_streams.sql to 0005_commit.sql): each call happens in one moment, by its own clock, which is the truth.</summary>
internal sealed class ModelStore(Scheduler scheduler, SimulationOptions options, Oracle oracle)
{
    private static readonly LeaseProfile Profile = LeaseProfile.Default;

    private readonly Dictionary<int, Row> _streams = [];
    private readonly Dictionary<int, Epoch> _epochs = [];
    private readonly Dictionary<Guid, long> _cursors = [];
    private readonly Dictionary<int, (int Stream, Position Last)> _marks = [];
    private readonly HashSet<(int Stream, long Id)> _stored = [];
    private int _lease;

    public static long Ttl => Micros(Profile.Ttl);

    public IReadOnlyCollection<(int Stream, long Id)> Stored => _stored;

    public List<Gap> Gaps { get; } = [];

    /// <summary>Nobody reaches it.</summary>
    public bool Away { get; set; }

    public static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    public Row Of(int stream) => _streams.TryGetValue(stream, out var row) ? row : _streams[stream] = new Row();

    public Epoch Lease(int lease) => _epochs[lease];

    /// <summary>Where a stream stands: the last stored position of its newest ownership that stored anything.</summary>
    public Position? MarkOf(int stream) => _marks.Where(mark => mark.Value.Stream == stream).OrderByDescending(mark => mark.Key).Select(mark => (Position?)mark.Value.Last).FirstOrDefault();

    /// <summary>A wish; false = somebody was newer.</summary>
    public bool SetDesired(int stream, DesiredState desired, long generation, bool restart)
    {
        var row = Of(stream);
        if (options.Generations && generation <= row.Generation) return false;
        (row.Desired, row.Generation) = (desired, generation);
        if (restart) row.Restart = generation;
        oracle.Wished(stream, desired, generation);
        return true;
    }

    public IReadOnlyList<(int Stream, bool Expired)> Free() =>
        [.. _streams.Where(pair => pair.Value.Desired is DesiredState.Run && (pair.Value.Owner < 0 || pair.Value.Expires + Micros(Profile.LockDelay) < scheduler.Now)).Select(pair => (pair.Key, pair.Value.Owner >= 0))];

    public (int Lease, long Epoch, Position? Mark, long Now, long Generation, bool HasPredecessor)? Acquire(int stream, int owner)
    {
        var row = Of(stream);
        if (row.Desired is not DesiredState.Run) return null;
        if (row.Owner >= 0 && row.Expires + Micros(Profile.LockDelay) >= scheduler.Now) return null;
        oracle.Acquired(stream);
        if (row.Lease > 0) (_epochs[row.Lease].ValidTo, _epochs[row.Lease].Successor) = (scheduler.Now, owner);
        var first = row.Lease == 0;
        row.Lease = ++_lease;
        (row.Owner, row.Expires) = (owner, scheduler.Now + Ttl);
        _epochs[_lease] = new Epoch(stream, owner);
        return (_lease, _lease, MarkOf(stream), scheduler.Now, row.Generation, !first);
    }

    /// <summary>Renews; the leases that are still the owner's come back with what is wanted.</summary>
    public (long Now, List<(int Lease, DesiredState Desired, long Generation, long Restart)> Renewed) Beat(int owner, IReadOnlyList<int> leases)
    {
        var renewed = new List<(int, DesiredState, long, long)>();
        foreach (var lease in leases)
        {
            var row = Of(_epochs[lease].Stream);
            if (row.Lease != lease || row.Owner != owner) continue;
            row.Expires = scheduler.Now + Ttl;
            renewed.Add((lease, row.Desired, row.Generation, row.Restart));
        }

        return (scheduler.Now, renewed);
    }

    public void Release(int owner, int lease)
    {
        var row = Of(_epochs[lease].Stream);
        if (row.Lease == lease && row.Owner == owner) (row.Owner, row.Expires) = (-1, scheduler.Now);
    }

    /// <summary>A commit, all of it in one moment. Returns the past leases among it; null = joined and fenced, nothing was changed.</summary>
    public List<int>? Commit(TickBatch batch)
    {
        if (_cursors.GetValueOrDefault(batch.Spool) >= batch.Sequence) return [];
        var state = batch.Streams.Select(stream => Fence(stream)).ToList();
        if (batch.Joined && state.Exists(fence => fence < 2)) return null;
        _cursors[batch.Spool] = batch.Sequence;
        foreach (ref readonly var tick in batch.Ticks)
        {
            if (state[tick.Slot] == 0) continue;
            oracle.Storing(batch.Streams[tick.Slot].Lease, tick.Identity);
            if (!_stored.Add((batch.Streams[tick.Slot].Stream, tick.Identity))) continue;
        }

        foreach (var gap in batch.Gaps.Where(gap => batch.Streams.Index().Any(stream => stream.Item.Lease == gap.First.Lease && state[stream.Index] > 0))) Put(gap);
        foreach (var (index, stream) in batch.Streams.Index().Where(stream => state[stream.Index] > 0)) Mark(stream, past: state[index] == 1);
        return [.. batch.Streams.Index().Where(stream => state[stream.Index] < 2).Select(stream => stream.Item.Lease)];
    }

    private int Fence(BatchStream stream)
    {
        var epoch = _epochs[stream.Lease];
        if (!options.Fence || Of(epoch.Stream).Lease == stream.Lease) return 2;
        return epoch.ValidTo is { } end && stream.ReceivedBy > 0 && stream.ReceivedBy <= end ? 1 : 0;
    }

    private void Put(Gap gap)
    {
        var before = _marks.Where(mark => mark.Value.Stream == gap.Stream && mark.Key < gap.First.Lease).OrderByDescending(mark => mark.Key).Select(mark => (Position?)mark.Value.Last).FirstOrDefault();
        if (gap.Cause is GapCause.Epoch && before is { } stands && (gap.Last is not { } last || (stands.Lease, stands.N).CompareTo((last.Lease, last.N)) > 0)) gap = gap with { Last = stands };
        if (!Gaps.Contains(gap)) Gaps.Add(gap);
    }

    private void Mark(BatchStream stream, bool past)
    {
        if (!_marks.TryGetValue(stream.Lease, out var mark) || mark.Last.N < stream.Last.N) _marks[stream.Lease] = (stream.Stream, stream.Last);
        if (!past) return;
        for (var i = 0; i < Gaps.Count; i++)
        {
            var gap = Gaps[i];
            if (gap.Stream == stream.Stream && gap.Cause is GapCause.Epoch && gap.First.Lease > stream.Lease
                && (gap.Last is not { } last || (last.Lease, last.N).CompareTo((stream.Lease, stream.Last.N)) < 0))
                Gaps[i] = gap with { Last = stream.Last };
        }
    }

    public sealed class Row
    {
        public DesiredState Desired { get; set; }

        public long Generation { get; set; }

        public long Restart { get; set; }

        public int Owner { get; set; } = -1;

        public int Lease { get; set; }

        public long Expires { get; set; }
    }

    public sealed class Epoch(int stream, int owner)
    {
        public int Stream { get; } = stream;

        public int Owner { get; } = owner;

        /// <summary>Who has it after; the same process where its request was carried out twice.</summary>
        public int Successor { get; set; } = -1;

        public long? ValidTo { get; set; }
    }
}
