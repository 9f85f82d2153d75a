using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace OrleansTicks.Feeds;

/// <summary>What a parser keeps between frames so that scanning allocates nothing: the keys of the objects it is inside of, and room to unescape.</summary>
internal sealed class JsonScratch
{
    /// <summary>More keys in one object than any venue writes; the bound keeps a hostile frame from costing seconds.</summary>
    public const int MaxKeys = 1024;

    private ulong[] _keys = new ulong[16];
    private byte[] _room = new byte[64];

    public int Count { get; private set; }

    public void Forget(int count) => Count = count;

    /// <summary>Remembers a key of an object; false when it was there already or there are too many.</summary>
    public bool TryAdd(ref JsonScope scope, ulong key)
    {
        var bit = 1UL << (int)((key * 0x9E37_79B9_7F4A_7C15) >> 58);
        if ((scope.Others & bit) != 0 && _keys.AsSpan(scope.FirstKey, Count - scope.FirstKey).Contains(key)) return false;
        if (Count - scope.FirstKey >= MaxKeys) return false;
        scope.Others |= bit;
        if (Count == _keys.Length) Array.Resize(ref _keys, _keys.Length * 2);
        _keys[Count++] = key;
        return true;
    }

    /// <summary>The text behind the escapes; good until the next call. Empty when it is longer than 4 KiB, which no name or number is.</summary>
    public ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text)
    {
        if (text.Length > 4096) return [];
        if (_room.Length < text.Length) _room = new byte[BitOperations.RoundUpToPowerOf2((uint)text.Length)];
        return _room.AsSpan(0, JsonEscapes.Unescape(text, _room));
    }

    /// <summary>A number that stands for a key. Up to seven bytes it is the key itself; beyond, two keys share one as rarely as 64 bits allow.</summary>
    public static ulong KeyOf(ReadOnlySpan<byte> key)
    {
        if (key.Length < 8)
        {
            ulong few = (uint)key.Length;
            foreach (var b in key) few = (few << 8) | b;
            return few;
        }

        var hash = (ulong)key.Length * 0x9E37_79B9_7F4A_7C15;
        var last = BinaryPrimitives.ReadUInt64LittleEndian(key[^8..]);
        for (; key.Length > 8; key = key[8..]) hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(key));
        return Mix(hash ^ last) | 1UL << 63;
    }

    /// <summary>The same for a key with escapes: what counts is the text behind them.</summary>
    public ulong KeyOfEscaped(ReadOnlySpan<byte> key)
    {
        if (key.Length <= 4096) return KeyOf(Unescape(key));
        var room = ArrayPool<byte>.Shared.Rent(key.Length);
        var hash = KeyOf(room.AsSpan(0, JsonEscapes.Unescape(key, room)));
        ArrayPool<byte>.Shared.Return(room);
        return hash;
    }

    private static ulong Mix(ulong value)
    {
        value *= 0xD6E8_FEB8_6659_FD93;
        return value ^ (value >> 32);
    }
}
