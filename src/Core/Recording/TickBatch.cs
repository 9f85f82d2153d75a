namespace OrleansTicks.Core;

/// <summary>What one commit carries. Identified by (<see cref="Spool"/>, <see cref="Sequence"/>): committing it twice changes nothing.</summary>
public sealed class TickBatch(int capacity)
{
    private readonly Dictionary<int, ushort> _slots = [];
    private Tick[] _ticks = new Tick[capacity];

    /// <summary>The spool that it lies in.</summary>
    public Guid Spool { get; set; }

    /// <summary>Its number there; from 1.</summary>
    public long Sequence { get; set; }

    /// <summary>Leases of its rows; <see cref="Tick.Slot"/> is an index into it.</summary>
    public List<BatchStream> Streams { get; } = [];

    public List<Gap> Gaps { get; } = [];

    /// <summary>At most one per instrument and kind group, newest; may be empty.</summary>
    public List<LatestRow> Latest { get; } = [];

    /// <summary>Rows that the store refused before; they are not among <see cref="Ticks"/>.</summary>
    public List<QuarantinedRow> Quarantined { get; } = [];

    /// <summary>It was accepted by an earlier run and read back from the spool.</summary>
    public bool Recovered { get; set; }

    /// <summary>Several batches in one: <see cref="BatchStream.ReceivedBy"/> of a lease is that of its last, so a fence would cut too much.</summary>
    public bool Joined { get; private set; }

    /// <summary>Handovers to tell when it is durable.</summary>
    internal List<Handover> Waiting { get; } = [];

    public int Count { get; private set; }

    internal int Capacity => _ticks.Length;

    public bool IsEmpty => Count == 0 && Gaps.Count == 0 && Streams.Count == 0;

    /// <summary>The rows, in the order of their receipt.</summary>
    public Span<Tick> Ticks => _ticks.AsSpan(0, Count);

    public void Add(in Tick tick)
    {
        if (Count == _ticks.Length) Array.Resize(ref _ticks, Math.Max(64, _ticks.Length * 2));
        _ticks[Count++] = tick;
    }

    /// <summary>Names a lease of the rows to come and returns its slot. A lease stands once in a batch, since a stream has one handover on its way.</summary>
    public ushort Declare(BatchStream stream)
    {
        Streams.Add(stream);
        return _slots[stream.Lease] = (ushort)(Streams.Count - 1);
    }

    /// <summary>Whether a lease stands in <see cref="Streams"/>.</summary>
    internal bool Declares(int lease) => _slots.ContainsKey(lease);

    /// <summary>Takes all of <paramref name="next"/>, the batch that follows in the same spool, so that one commit serves both.</summary>
    public void Append(TickBatch next)
    {
        Span<ushort> slots = next.Streams.Count <= 256 ? stackalloc ushort[next.Streams.Count] : new ushort[next.Streams.Count];
        for (var i = 0; i < slots.Length; i++)
        {
            var stream = next.Streams[i];
            if (!_slots.TryGetValue(stream.Lease, out var known))
            {
                slots[i] = Declare(stream);
                continue;
            }

            Streams[known] = Streams[known] with { Last = stream.Last, ReceivedBy = stream.ReceivedBy };
            slots[i] = known;
        }

        foreach (ref readonly var tick in next.Ticks)
        {
            Add(tick);
            _ticks[Count - 1].Slot = slots[tick.Slot];
        }

        Gaps.AddRange(next.Gaps);
        if (Latest.Count > 0 && next.Latest.Count > 0)
        {
            var newer = next.Latest.Select(row => (row.Tick.Instrument, row.Tick.Kind)).ToHashSet();
            Latest.RemoveAll(row => newer.Contains((row.Tick.Instrument, row.Tick.Kind)));
        }

        Latest.AddRange(next.Latest);
        Sequence = next.Sequence;
        Joined = true;
    }

    /// <summary>Takes out the row at <paramref name="index"/>, keeping the order of the others.</summary>
    public void RemoveAt(int index)
    {
        _ticks.AsSpan(index + 1, Count - index - 1).CopyTo(_ticks.AsSpan(index));
        Count--;
    }

    /// <summary>Empties it for the next use; the memory stays.</summary>
    public void Clear()
    {
        Count = 0;
        Sequence = 0;
        Recovered = Joined = false;
        Streams.Clear();
        _slots.Clear();
        Gaps.Clear();
        Latest.Clear();
        Quarantined.Clear();
        Waiting.Clear();
    }
}
