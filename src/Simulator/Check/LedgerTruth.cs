using System.Runtime.InteropServices;
using OrleansTicks.Core;

namespace OrleansTicks.Simulator;

/// <summary>All trades and quotes of a ledger, each once, to be found by symbol, kind and id.</summary>
internal sealed class LedgerTruth
{
    private readonly Dictionary<string, int> _symbols = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(int Series, long Id), int> _byId = [];
    private readonly Dictionary<(int Symbol, long Time, long Price, int Scale), UnnumberedFrames> _unnumbered = [];
    private readonly Dictionary<long, int> _bySeq = [];
    private readonly HashSet<int> _withoutIds = [];
    private readonly HashSet<int> _quoted = [];
    private readonly List<TruthFrame> _frames = [];
    private readonly List<(int Symbol, long From, long To)> _covered = [];
    private readonly List<string> _names = [];
    private readonly List<List<int>> _bySymbol = [];

    /// <summary>What the frames said beside prices.</summary>
    public SentRows Rows { get; } = new();

    public Span<TruthFrame> Frames => CollectionsMarshal.AsSpan(_frames);

    public string NameOf(int symbol) => _names[symbol];

    /// <summary>Indexes of a symbol's frames, in the order of the file.</summary>
    public IReadOnlyList<int> FramesOf(int symbol) => _bySymbol[symbol];

    /// <summary>The number of a symbol, or -1 when the ledger does not know it.</summary>
    public int Symbol(string name) => _symbols.GetValueOrDefault(name, -1);

    /// <summary>The number of an instrument: ledgers call it by its symbol, or by its whole name where the venue's symbols have a colon.</summary>
    public int SymbolOf(Instrument instrument) => Symbol(instrument.Symbol) is >= 0 and var number ? number : Symbol(instrument.Name);

    /// <summary>A gap covers all that passed of some symbols between two places of the market.</summary>
    public void Cover(IEnumerable<int> symbols, long from, long to) => _covered.AddRange(symbols.Select(symbol => (symbol, from, to)));

    public bool IsInGap(int symbol, long seq) => _covered.Exists(gap => gap.Symbol == symbol && seq >= gap.From && seq <= gap.To);

    /// <summary>Index of a frame, or -1.</summary>
    public int Find(int symbol, TickKind kind, long id) => symbol >= 0 && _byId.TryGetValue((Series(symbol, kind), id), out var index) ? index : -1;

    /// <summary>Lines of this symbol tell of best prices with ids: a stored quote must be one of them.</summary>
    public bool FollowsQuotes(int symbol) => _quoted.Contains(symbol);

    /// <summary>The venue of this symbol gives no ids.</summary>
    public bool IsWithoutIds(int symbol) => _withoutIds.Contains(symbol);

    /// <summary>Finds a frame without an id for a row of the store, by symbol, time and price, and gives it the row's identity. Each frame is found once.</summary>
    /// <returns>False when there is none left for this row.</returns>
    public bool Claim(int symbol, in Tick tick)
    {
        if (symbol < 0 || !_unnumbered.TryGetValue(KeyOf(symbol, tick.Time, tick.Price, tick.PriceScale), out var frames)) return false;
        while (frames.Left.TryDequeue(out var index))
        {
            if (!_frames[index].Sent) continue;
            Frames[index].Stored = true;
            _byId[(Series(symbol, tick.Kind), tick.Identity)] = index;
            return true;
        }

        return frames.Doubles-- > 0;
    }

    /// <summary>Takes in a frame without an id; the same one of another connection is known by its place in the market.</summary>
    /// <param name="symbol">Its symbol.</param>
    /// <param name="given">The frame.</param>
    /// <param name="doubled">A fault sent it once more: one row more is no wonder.</param>
    public void AddUnnumbered(string symbol, in TruthFrame given, bool doubled)
    {
        var frame = given;
        frame.Unnumbered = true;
        frame.Symbol = NumberOf(symbol);
        _withoutIds.Add(frame.Symbol);
        ref var frames = ref CollectionsMarshal.GetValueRefOrAddDefault(_unnumbered, KeyOf(frame.Symbol, frame.Time, frame.Price, frame.PriceScale), out _);
        frames ??= new UnnumberedFrames();
        if (doubled) frames.Doubles++;
        else if (!_bySeq.TryGetValue(frame.Seq, out var known))
        {
            _bySeq.Add(frame.Seq, _frames.Count);
            frames.Left.Enqueue(_frames.Count);
            _bySymbol[frame.Symbol].Add(_frames.Count);
            _frames.Add(frame);
        }
        else if (frame.Sent && !_frames[known].Sent) _frames[known] = frame;
    }

    /// <summary>Takes a line in. A frame that several connections carried counts once; it was sent if one of them sent it.</summary>
    public void Add(string symbol, in TruthFrame given)
    {
        var number = NumberOf(symbol);
        var frame = given;
        frame.Symbol = number;
        if (frame.Kind == TickKind.Quote) _quoted.Add(number);
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

    /// <summary>Takes in what a frame that was sent said beside its price.</summary>
    public void AddRows(string symbol, int connection, long seq, IEnumerable<Tick> rows)
    {
        var number = NumberOf(symbol);
        foreach (var row in rows) Rows.Add(connection, RowKey.Of(number, row), seq);
    }

    private int NumberOf(string symbol)
    {
        if (_symbols.TryGetValue(symbol, out var number)) return number;
        _symbols.Add(symbol, number = _names.Count);
        _names.Add(symbol);
        _bySymbol.Add([]);
        return number;
    }

    /// <summary>The price without trailing zeros: what a feed makes of a float may have more or fewer of them.</summary>
    private static (int Symbol, long Time, long Price, int Scale) KeyOf(int symbol, long time, long price, int scale)
    {
        for (; scale > 0 && price % 10 == 0; scale--) price /= 10;
        return (symbol, time, price, scale);
    }

    private static int Series(int symbol, TickKind kind) => (symbol << 3) + (int)kind;
}
