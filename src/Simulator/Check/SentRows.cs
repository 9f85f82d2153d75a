using System.Runtime.InteropServices;
using OrleansTicks.Core;

namespace OrleansTicks.Simulator;

/// <summary>The rows beside the prices that a reader of each connection must have made: all of its first picture, later what changed.</summary>
internal sealed class SentRows
{
    private readonly Dictionary<(int Connection, int Symbol, TickKind Kind, long What), RowKey> _last = [];
    private readonly Dictionary<RowKey, Queue<long>> _left = [];
    private readonly HashSet<RowKey> _candles = [];
    private readonly HashSet<(int Symbol, TickKind Kind)> _followed = [];
    private readonly Dictionary<int, List<(long Identity, long Seq)>> _receipts = [];

    /// <summary>How many there must be.</summary>
    public long Sent { get; private set; }

    /// <summary>How many of them the store has.</summary>
    public long Stored { get; private set; }

    /// <summary>The ledger says of this symbol what rows of a kind there must be.</summary>
    public bool Follows(int symbol, TickKind kind) => _followed.Contains((symbol, kind));

    /// <summary>Something that a frame said; lines of one connection come in order.</summary>
    public void Add(int connection, RowKey row, long seq)
    {
        _followed.Add((row.Symbol, row.Kind));
        if (row.Kind is TickKind.Candle)
        {
            if (!_candles.Add(row)) return;
        }
        else if (row.Kind is not TickKind.Depth || Math.Abs(row.What) != TickRows.ByPrice)
        {
            ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, (connection, row.Symbol, row.Kind, row.What), out var known);
            if (known ? last == row : row is { Price: 0, Size: 0, Ask: 0 }) return;
            last = row;
        }

        Sent++;
        ref var left = ref CollectionsMarshal.GetValueRefOrAddDefault(_left, row, out _);
        (left ??= []).Enqueue(seq);
    }

    /// <summary>Nobody wanted more than prices of this symbol.</summary>
    public void Forget(int symbol)
    {
        foreach (var (row, left) in _left)
        {
            if (row.Symbol != symbol) continue;
            Sent -= left.Count;
            left.Clear();
        }
    }

    /// <summary>Finds the sent row of a stored one; each is found once.</summary>
    public bool Claim(int symbol, in Tick tick)
    {
        if (!_left.TryGetValue(RowKey.Of(symbol, tick), out var left) || !left.TryDequeue(out var seq)) return false;
        Stored++;
        if (tick.Kind is TickKind.Candle) return true;
        ref var receipts = ref CollectionsMarshal.GetValueRefOrAddDefault(_receipts, symbol, out _);
        (receipts ??= []).Add((tick.Identity, seq));
        return true;
    }

    /// <summary>Those that the store lacks.</summary>
    public IEnumerable<(RowKey Row, long Seq)> Missing() => _left.SelectMany(entry => entry.Value.Select(seq => (entry.Key, seq)));

    /// <summary>Where in the market the receipt of a row lies that is known by nothing but its receipt; -1 = nowhere near a row that is.</summary>
    /// <param name="symbols">Of the stream.</param>
    /// <param name="identity">Made of the receipt.</param>
    /// <param name="before">The last one at or before it; else the first one at or behind it.</param>
    public long SeqOf(IEnumerable<int> symbols, long identity, bool before)
    {
        var best = (Identity: 0L, Seq: -1L);
        foreach (var symbol in symbols)
        {
            foreach (var receipt in _receipts.GetValueOrDefault(symbol) ?? [])
            {
                if (before ? receipt.Identity > identity || (best.Seq >= 0 && receipt.Identity < best.Identity) : receipt.Identity < identity || (best.Seq >= 0 && receipt.Identity > best.Identity)) continue;
                best = receipt;
            }
        }

        return best.Seq;
    }
}
