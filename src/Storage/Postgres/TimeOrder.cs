using System.Runtime.InteropServices;

namespace OrleansTicks.Storage;

/// <summary>Indexes of rows, to be walked in order of the rows' times.</summary>
/// <remarks>Rows of one time keep their order, so that of two alike the first stays the first.</remarks>
internal sealed class TimeOrder
{
    private readonly List<int> _order = [];
    private readonly List<(long Time, int Index)> _keys = [];
    private bool _sorted = true;

    public void Clear()
    {
        _keys.Clear();
        _order.Clear();
        _sorted = true;
    }

    public void Add(long time, int index)
    {
        if (_sorted && _keys.Count > 0 && time < _keys[^1].Time) _sorted = false;
        _keys.Add((time, index));
        _order.Add(index);
    }

    /// <summary>Good until the next <see cref="Clear"/>.</summary>
    public ReadOnlySpan<int> InOrder()
    {
        if (!_sorted)
        {
            _keys.Sort(static (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Index - b.Index);
            for (var i = 0; i < _keys.Count; i++) _order[i] = _keys[i].Index;
        }

        return CollectionsMarshal.AsSpan(_order);
    }
}
