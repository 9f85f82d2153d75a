namespace OrleansTicks.Core;

/// <summary>What one commit carries. Identified by (<see cref="Spool"/>, <see cref="Sequence"/>): committing it twice changes nothing.</summary>
public sealed class TickBatch(int capacity)
{
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

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0 && Gaps.Count == 0 && Streams.Count == 0;

    /// <summary>The rows, in the order of their receipt.</summary>
    public Span<Tick> Ticks => _ticks.AsSpan(0, Count);

    public void Add(in Tick tick)
    {
        if (Count == _ticks.Length) Array.Resize(ref _ticks, Math.Max(64, _ticks.Length * 2));
        _ticks[Count++] = tick;
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
        Recovered = false;
        Streams.Clear();
        Gaps.Clear();
        Latest.Clear();
        Quarantined.Clear();
    }
}
