namespace OrleansTicks.Core;

/// <summary>A growing list of ticks that hands out references, so that parsers fill rows in place.</summary>
public sealed class TickBuffer(int capacity = 16)
{
    private Tick[] _items = new Tick[capacity];

    public int Count { get; private set; }

    public ref Tick this[int index] => ref _items[index];

    public ReadOnlySpan<Tick> Span => _items.AsSpan(0, Count);

    /// <summary>Appends a cleared tick and returns it to be filled. The reference is good until the next call.</summary>
    public ref Tick Add()
    {
        if (Count == _items.Length) Array.Resize(ref _items, _items.Length * 2);
        ref var tick = ref _items[Count++];
        tick = default;
        return ref tick;
    }

    /// <summary>Drops everything behind the first <paramref name="count"/> ticks.</summary>
    public void Truncate(int count) => Count = Math.Min(Count, count);

    public void Clear() => Count = 0;
}
