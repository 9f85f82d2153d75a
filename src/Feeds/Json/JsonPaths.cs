using System.Text;

namespace OrleansTicks.Feeds;

/// <summary>The wanted fields as steps of bytes, so that a key is compared with few of them. A set of fields is a set of bits.</summary>
internal sealed class JsonPaths
{
    public const int Symbol = 0;
    public const int Price = 1;
    public const int Size = 2;
    public const int Time = 3;
    public const int Id = 4;
    public const int Count = 5;

    private readonly byte[][][] _steps;
    private readonly ulong[] _lengths;

    public JsonPaths(JsonFields fields)
    {
        _steps = [.. new[] { fields.Symbol, fields.Price, fields.Size, fields.Time, fields.Id }.Select(Split)];
        _lengths = new ulong[_steps.Max(steps => steps.Length)];
        for (var field = 0; field < Count; field++)
        {
            if (_steps[field].Length > 0) All |= 1 << field;
            for (var level = 0; level < _steps[field].Length; level++) _lengths[level] |= Bit(_steps[field][level].Length);
        }
    }

    /// <summary>The fields that are configured.</summary>
    public int All { get; }

    /// <summary>Picks of the fields in <paramref name="among"/> those whose step at this level is the key.</summary>
    /// <param name="level">0 = the outermost object.</param>
    /// <param name="among">A set of fields.</param>
    /// <param name="key">Without escapes.</param>
    /// <param name="ends">Those whose value this is.</param>
    /// <param name="goesOn">Those that lie in the object under it.</param>
    public void Match(int level, int among, ReadOnlySpan<byte> key, out int ends, out int goesOn)
    {
        ends = 0;
        goesOn = 0;
        if ((_lengths[level] & Bit(key.Length)) == 0) return;
        for (var field = 0; field < Count; field++)
        {
            if ((among & (1 << field)) == 0 || !key.SequenceEqual(_steps[field][level])) continue;
            if (_steps[field].Length == level + 1) ends |= 1 << field;
            else goesOn |= 1 << field;
        }
    }

    /// <summary>Lengths from 63 on share a bit: it only spares comparisons.</summary>
    private static ulong Bit(int length) => 1UL << Math.Min(length, 63);

    private static byte[][] Split(string? name) => name is null ? [] : [.. name.Split('.').Select(Encoding.UTF8.GetBytes)];
}
