using System.Text;

namespace OrleansTicks.Feeds;

/// <summary>The keys that a reader wants of an object; each has a place.</summary>
/// <remarks>A key's length and four of its bytes choose one slot of 128; the numbers they are multiplied with are looked for once, so that no two wanted keys share a slot. So any key costs one comparison.</remarks>
internal sealed class JsonKeys
{
    private const int Slots = 128;

    private readonly byte[][] _keys;
    private readonly sbyte[] _slots = new sbyte[Slots];
    private readonly uint _first;
    private readonly uint _last;

    public JsonKeys(params string[] keys)
    {
        _keys = [.. keys.Select(Encoding.UTF8.GetBytes)];
        for (_first = 1; ; _first += 2)
        {
            for (_last = 1; _last < Slots; _last += 2)
            {
                if (TryFill()) return;
            }

            // Names alike in length and those bytes would need another way to tell them apart; no venue has such.
            if (_first > Slots) throw new ArgumentException("two of the keys cannot be told apart", nameof(keys));
        }
    }

    public int Count => _keys.Length;

    /// <summary>The place of a key, or -1.</summary>
    public int PlaceOf(ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty) return -1;
        var place = _slots[SlotOf(key)];
        return place >= 0 && key.SequenceEqual(_keys[place]) ? place : -1;
    }

    private bool TryFill()
    {
        Array.Fill(_slots, (sbyte)-1);
        for (var i = 0; i < _keys.Length; i++)
        {
            if (_keys[i].Length == 0) continue;
            ref var slot = ref _slots[SlotOf(_keys[i])];
            if (slot >= 0) return false;
            slot = (sbyte)i;
        }

        return true;
    }

    private int SlotOf(ReadOnlySpan<byte> key) => (int)(((uint)key.Length + (key[0] * _first) + (key[key.Length / 2] * 5u) + (key[key.Length / 3] * 3u) + (key[^1] * _last)) % Slots);
}
