using System.Text;

namespace OrleansTicks.Core;

/// <summary>Finds an instrument's id by the venue's symbol as it stands in a frame: UTF-8 bytes, no allocation.</summary>
public sealed class SymbolTable
{
    private readonly Func<Instrument, string> _symbolOf;
    private readonly Func<string, int>? _adopt;
    private int[] _buckets = new int[4];
    private Entry[] _entries = [];

    /// <param name="instruments">What a stream carries.</param>
    /// <param name="symbolOf">The symbol that the venue's frames show; by default <see cref="Instrument.Symbol"/>.</param>
    public SymbolTable(IReadOnlyList<Instrument> instruments, Func<Instrument, string>? symbolOf = null)
    {
        _symbolOf = symbolOf ?? (static instrument => instrument.Symbol);
        Fill([.. instruments.Select(instrument => (Encoding.UTF8.GetBytes(_symbolOf(instrument)), instrument.Id))]);
    }

    /// <summary>A table that asks for the id of each symbol it meets: for looking into a wire whose instruments nobody named.</summary>
    public SymbolTable(Func<string, int> adopt)
        : this([]) => _adopt = adopt;

    public int Count => _entries.Length;

    /// <summary>Knows these too from now on. Not while another thread looks something up.</summary>
    public void Add(IEnumerable<Instrument> instruments)
    {
        var more = instruments.Select(instrument => (Symbol: Encoding.UTF8.GetBytes(_symbolOf(instrument)), instrument.Id)).Where(entry => !Has(entry.Symbol)).ToList();
        if (more.Count > 0) Fill([.. _entries.Select(entry => (entry.Symbol, entry.Id)), .. more]);
    }

    /// <summary>The id of the instrument, or 0.</summary>
    public int Find(ReadOnlySpan<byte> symbol)
    {
        var at = PlaceOf(symbol);
        return at >= 0 ? _entries[at].Id : _adopt is null ? 0 : _adopt(Encoding.UTF8.GetString(symbol));
    }

    private bool Has(ReadOnlySpan<byte> symbol) => PlaceOf(symbol) >= 0;

    private int PlaceOf(ReadOnlySpan<byte> symbol)
    {
        var i = _buckets[Hash(symbol) & (uint)(_buckets.Length - 1)] - 1;
        while (i >= 0 && !symbol.SequenceEqual(_entries[i].Symbol)) i = _entries[i].Next;
        return i;
    }

    private void Fill(IReadOnlyList<(byte[] Symbol, int Id)> entries)
    {
        var size = 4;
        while (size < entries.Count * 2) size *= 2;
        _buckets = new int[size];
        _entries = new Entry[entries.Count];
        for (var i = 0; i < entries.Count; i++)
        {
            ref var bucket = ref _buckets[Hash(entries[i].Symbol) & (uint)(size - 1)];
            _entries[i] = new Entry(entries[i].Symbol, entries[i].Id, bucket - 1);
            bucket = i + 1;
        }
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
