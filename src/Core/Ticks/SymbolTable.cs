using System.Text;

namespace OrleansTicks.Core;

/// <summary>Finds an instrument's id by the venue's symbol as it stands in a frame: UTF-8 bytes, no allocation.</summary>
public sealed class SymbolTable
{
    private readonly int[] _buckets;
    private readonly Entry[] _entries;
    private readonly Func<string, int>? _adopt;

    /// <param name="instruments">What a stream carries.</param>
    /// <param name="symbolOf">The symbol that the venue's frames show; by default <see cref="Instrument.Symbol"/>.</param>
    public SymbolTable(IReadOnlyList<Instrument> instruments, Func<Instrument, string>? symbolOf = null)
    {
        var size = 4;
        while (size < instruments.Count * 2) size *= 2;
        _buckets = new int[size];
        _entries = new Entry[instruments.Count];
        for (var i = 0; i < instruments.Count; i++)
        {
            var symbol = Encoding.UTF8.GetBytes((symbolOf ?? (static instrument => instrument.Symbol))(instruments[i]));
            ref var bucket = ref _buckets[Hash(symbol) & (uint)(size - 1)];
            _entries[i] = new Entry(symbol, instruments[i].Id, bucket - 1);
            bucket = i + 1;
        }
    }

    /// <summary>A table that asks for the id of each symbol it meets: for looking into a wire whose instruments nobody named.</summary>
    public SymbolTable(Func<string, int> adopt)
        : this([]) => _adopt = adopt;

    public int Count => _entries.Length;

    /// <summary>The id of the instrument, or 0.</summary>
    public int Find(ReadOnlySpan<byte> symbol)
    {
        for (var i = _buckets[Hash(symbol) & (uint)(_buckets.Length - 1)] - 1; i >= 0; i = _entries[i].Next)
        {
            if (symbol.SequenceEqual(_entries[i].Symbol)) return _entries[i].Id;
        }

        return _adopt is null ? 0 : _adopt(Encoding.UTF8.GetString(symbol));
    }

    /// <summary>FNV-1a: symbols are short, and nobody but the operator chooses them.</summary>
    private static uint Hash(ReadOnlySpan<byte> symbol)
    {
        var hash = 2166136261u;
        foreach (var b in symbol) hash = (hash ^ b) * 16777619u;
        return hash ^ (hash >> 15);
    }

    private readonly record struct Entry(byte[] Symbol, int Id, int Next);
}
