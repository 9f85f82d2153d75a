using System.Runtime.InteropServices;

namespace OrleansTicks.Core;

/// <summary>The books of one process, in a table by instrument id, in front of its writer.</summary>
/// <remarks>Books and the forming batch share the writer's lock: a handover of some hundred ticks holds it for microseconds, and two streams with one symbol need no other care.</remarks>
public sealed class LocalSymbols : ISymbols
{
    /// <summary>Rows of <c>latest</c> that one batch takes along, so that a second with many symbols does not hold up one commit for all of them.</summary>
    private const int MostLatestInOneBatch = 1_000;

    private readonly TickWriter _writer;
    private List<int> _changed = [];
    private List<int> _due = [];
    private readonly TimeProvider _time;
    private readonly TimeSpan _latestEvery;
    private Entry?[] _books = new Entry?[64];
    private long _latestAt;

    /// <param name="writer">Where accepted ticks go. It asks this for the table <c>latest</c>.</param>
    /// <param name="latestEvery">How often the newest prices are written; in between memory is the truth.</param>
    /// <param name="time">The clock.</param>
    public LocalSymbols(TickWriter writer, TimeSpan latestEvery, TimeProvider time)
    {
        (_writer, _latestEvery, _time) = (writer, latestEvery, time);
        _latestAt = time.GetTimestamp();
        writer.CollectLatest = CollectLatest;
    }

    public bool IsCrowded => _writer.IsCrowded;

    public ValueTask WaitForRoomAsync(TimeSpan atMost, CancellationToken cancellationToken) => _writer.WaitForRoomAsync(atMost, cancellationToken);

    public ValueTask<Acceptance> AcceptAsync(Handover handover)
    {
        var pending = handover.Begin();
        lock (_writer.Gate)
        {
            var (batch, slot) = _writer.Open(handover);
            int accepted = 0, duplicate = 0, spare = 0, unnumbered = 0;
            for (var i = 0; i < handover.Ticks.Count; i++)
            {
                ref var tick = ref handover.Ticks[i];
                var entry = Book(tick.Instrument);
                var traits = handover.Traits(tick.Kind);
                var verdict = traits.HasId ? entry.Book.Accept(ref tick, traits) : AcceptUnnumbered(entry.Book, ref tick, handover, i, handover.Places[unnumbered++]);
                if (verdict is BookVerdict.Duplicate or BookVerdict.Spare)
                {
                    if (verdict is BookVerdict.Spare) spare++;
                    else duplicate++;
                    continue;
                }

                tick.Slot = slot;
                batch.Add(tick);
                accepted++;
                if (verdict is BookVerdict.New) entry.IsOf(tick.Kind, handover.Owner.Lease);
                if (entry.Changed) continue;
                entry.Changed = true;
                _changed.Add(tick.Instrument);
            }

            handover.Judged(new Acceptance(accepted, duplicate, spare));
            _writer.Close(handover);
        }

        return pending;
    }

    /// <summary>Tells the books what the store and the recovered spool hold.</summary>
    public void Load(IEnumerable<BookMark> marks)
    {
        lock (_writer.Gate)
        {
            foreach (var mark in marks) Book(mark.Instrument).Book.Load(mark.Kind, mark.Identity);
        }
    }

    /// <summary>The newest of each of these instruments that has data.</summary>
    public IReadOnlyList<LatestTick> Latest(IEnumerable<Instrument> instruments)
    {
        var latest = new List<LatestTick>();
        lock (_writer.Gate)
        {
            foreach (var instrument in instruments)
            {
                if (instrument.Id >= _books.Length || _books[instrument.Id] is not { } entry) continue;
                if (entry.Book.LastTrade is not null || entry.Book.LastQuote is not null) latest.Add(new LatestTick(instrument, entry.Book.LastTrade, entry.Book.LastQuote));
            }
        }

        return latest;
    }

    /// <summary>Called by the writer under its lock when a batch closes.</summary>
    private void CollectLatest(List<LatestRow> rows, bool final)
    {
        if (_due.Count == 0)
        {
            if (_changed.Count == 0 || (!final && _time.GetElapsedTime(_latestAt) < _latestEvery)) return;
            _latestAt = _time.GetTimestamp();
            (_due, _changed) = (_changed, _due);
        }

        if (final) _due.AddRange(_changed);
        var left = final ? 0 : Math.Max(0, _due.Count - MostLatestInOneBatch);
        foreach (var instrument in CollectionsMarshal.AsSpan(_due)[left..])
        {
            var entry = _books[instrument]!;
            entry.Changed = false;
            if (entry.Book.LastTrade is { } trade) rows.Add(new LatestRow(trade, entry.TradeLease));
            if (entry.Book.LastQuote is { } quote) rows.Add(new LatestRow(quote, entry.QuoteLease));
        }

        _due.RemoveRange(left, _due.Count - left);
        if (final) _changed.Clear();
    }

    /// <summary>A source that takes over brings the gap behind its predecessor along, in the same handover as its first tick.</summary>
    private static BookVerdict AcceptUnnumbered(SymbolBook book, ref Tick tick, Handover handover, int index, Place place)
    {
        var verdict = book.AcceptUnnumbered(ref tick, handover.Owner.Stream, handover.PositionOf(index, place), out var gap);
        if (gap is not null) handover.Gaps.Add(gap);
        return verdict;
    }

    private Entry Book(int instrument)
    {
        if (instrument >= _books.Length) Array.Resize(ref _books, Math.Max(instrument + 1, _books.Length * 2));
        return _books[instrument] ??= new Entry();
    }

    private sealed class Entry
    {
        public readonly SymbolBook Book = new();
        public bool Changed;

        /// <summary>The ownership that brought the newest price, and the newest quote: with two streams they differ, and the fence goes by them.</summary>
        public int TradeLease;
        public int QuoteLease;

        public void IsOf(TickKind kind, int lease)
        {
            if (kind is TickKind.Quote) QuoteLease = lease;
            else TradeLease = lease;
        }
    }
}
