using System.Text;

namespace OrleansTicks.Feeds;

/// <summary>The keys that a reader wants of an object; each has a place.</summary>
internal sealed class JsonKeys(params string[] keys)
{
    private readonly byte[][] _keys = [.. keys.Select(Encoding.UTF8.GetBytes)];

    public int Count => _keys.Length;

    /// <summary>The place of a key, or -1. Venues write few keys, so looking at each is quicker than a table.</summary>
    public int PlaceOf(ReadOnlySpan<byte> key)
    {
        for (var i = 0; i < _keys.Length; i++)
        {
            if (key.SequenceEqual(_keys[i])) return i;
        }

        return -1;
    }
}
