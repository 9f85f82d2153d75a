using System.Runtime.InteropServices;
using OrleansTicks.Core;

namespace OrleansTicks.Simulator;

/// <summary>All trades and quotes of a ledger, each once, to be found by symbol, kind and id.</summary>
internal sealed class LedgerTruth
{
    private readonly Dictionary<string, int> _symbols = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(int Series, long Id), int> _byId = [];
    private readonly List<TruthFrame> _frames = [];
    private readonly List<string> _names = [];
    private readonly List<List<int>> _bySymbol = [];

    public Span<TruthFrame> Frames => CollectionsMarshal.AsSpan(_frames);

    public string NameOf(int symbol) => _names[symbol];

    /// <summary>Indexes of a symbol's frames, in the order of the file.</summary>
    public IReadOnlyList<int> FramesOf(int symbol) => _bySymbol[symbol];

    /// <summary>The number of a symbol, or -1 when the ledger does not know it.</summary>
    public int Symbol(string name) => _symbols.GetValueOrDefault(name, -1);

    /// <summary>Index of a frame, or -1.</summary>
    public int Find(int symbol, TickKind kind, long id) => symbol >= 0 && _byId.TryGetValue((Series(symbol, kind), id), out var index) ? index : -1;

    /// <summary>Takes a line in. A frame that several connections carried counts once; it was sent if one of them sent it.</summary>
    public void Add(string symbol, in TruthFrame given)
    {
        if (!_symbols.TryGetValue(symbol, out var number))
        {
            _symbols.Add(symbol, number = _names.Count);
            _names.Add(symbol);
            _bySymbol.Add([]);
        }

        var frame = given;
        frame.Symbol = number;
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_byId, (Series(number, frame.Kind), frame.Id), out var known);
        if (!known)
        {
            index = _frames.Count;
            _bySymbol[number].Add(index);
            _frames.Add(frame);
            return;
        }

        if (frame.Sent && !_frames[index].Sent) _frames[index] = frame;
    }

    private static int Series(int symbol, TickKind kind) => (symbol << 3) + (int)kind;
}
