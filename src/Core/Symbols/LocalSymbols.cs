using System.Runtime.InteropServices;

namespace OrleansTicks.Core;

/// <summary>The books of one process, in a table by instrument id, in front of its writer.</summary>
/// <remarks>Books and the forming batch share the writer's lock: a handover of some hundred ticks holds it for microseconds, and two streams with one symbol need no other care.</remarks>
public sealed class LocalSymbols : ISymbols
{
    /// <summary>Rows of <c>latest</c> that one batch takes along, so that a second with many symbols does not hold up one commit for all of them.</summary>
    private const int MostLatestInOneBatch = 1_000;

    private readonly TickWriter _writer;
    private readonly ITickStore _store;
    private List<int> _changed = [];
    private List<int> _due = [];
    private readonly TimeProvider _time;
    private readonly TimeSpan _latestEvery;
    private SymbolSeat?[] _seats = new SymbolSeat?[64];
    private long _latestAt;

    /// <param name="writer">Where accepted ticks go. It asks this for the table <c>latest</c>.</param>
    /// <param name="store">Knows the newest ids that are stored.</param>
    /// <param name="latestEvery">How often the newest prices are written; in between memory is the truth.</param>
    /// <param name="time">The clock.</param>
    public LocalSymbols(TickWriter writer, ITickStore store, TimeSpan latestEvery, TimeProvider time)
    {
        (_writer, _store, _latestEvery, _time) = (writer, store, latestEvery, time);
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
            var put = new Put(this, handover);
            for (int i = 0, places = 0; i < handover.Ticks.Count; i++)
            {
                ref var tick = ref handover.Ticks[i];
                var seat = Seat(tick.Instrument);
                put.Take(ref tick, seat, seat.Judge(ref tick, handover, i, handover.Traits(tick.Kind).HasId ? -1 : places++));
            }

            put.Close();
        }

        return pending;
    }

    /// <summary>One symbol's book, which lives in this process, judges its part of a handover. Nothing enters the writer yet.</summary>
    public void Judge(SymbolSeat seat, SymbolSlice slice)
    {
        var sliced = slice.Parent;
        lock (_writer.Gate)
        {
            if (!slice.Claim()) return;
            for (var i = slice.First; i >= 0; i = sliced.After(i)) sliced.Say(i, seat.Judge(ref sliced.Handover.Ticks[i], sliced.Handover, i, sliced.PlaceOf(i)));
            sliced.SliceJudged();
        }
    }

    /// <summary>What the book would say of ticks that another process received and will store; each can be told from its copies by the store's key.</summary>
    public BookVerdict[] Preview(SymbolSeat seat, ReadOnlySpan<Tick> ticks, Func<TickKind, KindTraits> traits)
    {
        var verdicts = new BookVerdict[ticks.Length];
        lock (_writer.Gate)
        {
            for (var i = 0; i < ticks.Length; i++) verdicts[i] = seat.Book.Preview(ticks[i], traits(ticks[i].Kind));
        }

        return verdicts;
    }

    /// <summary>Those ticks are durable there: from now on copies of them are known.</summary>
    public void Confirm(SymbolSeat seat, Span<Tick> ticks, Func<TickKind, KindTraits> traits)
    {
        lock (_writer.Gate)
        {
            foreach (ref var tick in ticks) seat.Book.Accept(ref tick, traits(tick.Kind));
        }
    }

    /// <summary>All slices are judged: the handover enters the writer in one piece. Completes when it is durable.</summary>
    public ValueTask<Acceptance> EnterAsync(SlicedHandover sliced)
    {
        var handover = sliced.Handover;
        var pending = handover.Begin();
        lock (_writer.Gate)
        {
            var put = new Put(this, handover);
            for (var i = 0; i < handover.Ticks.Count; i++)
            {
                ref var tick = ref handover.Ticks[i];
                // A symbol whose book lives in another process has no seat here; its newest price is written there.
                put.Take(ref tick, tick.Instrument < _seats.Length ? _seats[tick.Instrument] : null, sliced.VerdictOf(i));
            }

            put.Close();
        }

        return pending;
    }

    public async Task PrepareAsync(IReadOnlyList<Instrument> instruments, CancellationToken cancellationToken) =>
        Load(await _store.LoadBooksAsync([.. instruments.Select(instrument => instrument.Id)], cancellationToken));

    /// <summary>Books stay: a stream that comes back finds them as they were.</summary>
    public void Leave(IReadOnlyList<Instrument> instruments)
    {
    }

    /// <summary>Tells the books what the store and the recovered spool hold.</summary>
    public void Load(IEnumerable<BookMark> marks)
    {
        lock (_writer.Gate)
        {
            foreach (var mark in marks) Seat(mark.Instrument).Book.Load(mark.Kind, mark.Identity);
        }
    }

    /// <summary>A book that somebody else holds takes its place here; it is read for newest prices.</summary>
    public void Place(SymbolSeat seat, IEnumerable<BookMark> marks)
    {
        lock (_writer.Gate)
        {
            Room(seat.Instrument);
            seat.Changed = _seats[seat.Instrument] is { Changed: true };   // it waits in a list already
            _seats[seat.Instrument] = seat;
            foreach (var mark in marks) seat.Book.Load(mark.Kind, mark.Identity);
        }
    }

    /// <summary>Who held it lets it go, once its newest price is written. A successor that took the place already stays.</summary>
    public void Remove(SymbolSeat seat)
    {
        lock (_writer.Gate)
        {
            if (_seats[seat.Instrument] != seat) return;
            if (seat.Changed) seat.IsLeaving = true;
            else _seats[seat.Instrument] = null;
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
                if (instrument.Id < _seats.Length && _seats[instrument.Id] is { HasData: true } seat) latest.Add(new LatestTick(instrument, seat.Book.LastTrade, seat.Book.LastQuote) { Day = seat.Book.Day });
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
            var seat = _seats[instrument]!;
            seat.Changed = false;
            if (seat.Book.LastTrade is { } trade) rows.Add(new LatestRow(trade, seat.TradeLease));
            if (seat.Book.LastQuote is { } quote) rows.Add(new LatestRow(quote, seat.QuoteLease));
            if (seat.IsLeaving) _seats[instrument] = null;
        }

        _due.RemoveRange(left, _due.Count - left);
        if (final) _changed.Clear();
    }

    private SymbolSeat Seat(int instrument)
    {
        Room(instrument);
        return _seats[instrument] ??= new SymbolSeat(instrument);
    }

    private void Room(int instrument)
    {
        if (instrument >= _seats.Length) Array.Resize(ref _seats, Math.Max(instrument + 1, _seats.Length * 2));
    }

    /// <summary>One handover on its way into the forming batch. Under the writer's lock.</summary>
    private ref struct Put
    {
        private readonly LocalSymbols _symbols;
        private readonly Handover _handover;
        private readonly TickBatch _batch;
        private readonly ushort _slot;
        private int _accepted, _duplicate, _spare;

        public Put(LocalSymbols symbols, Handover handover)
        {
            (_symbols, _handover) = (symbols, handover);
            (_batch, _slot) = symbols._writer.Open(handover);
        }

        public void Take(ref Tick tick, SymbolSeat? seat, BookVerdict verdict)
        {
            if (verdict is BookVerdict.Duplicate or BookVerdict.Spare)
            {
                if (verdict is BookVerdict.Spare) _spare++;
                else _duplicate++;
                return;
            }

            tick.Slot = _slot;
            _batch.Add(tick);
            _accepted++;
            if (seat is null or { Changed: true } || !tick.Kind.IsPrice()) return;
            seat.Changed = true;
            _symbols._changed.Add(tick.Instrument);
        }

        public readonly void Close()
        {
            _handover.Judged(new Acceptance(_accepted, _duplicate, _spare));
            _symbols._writer.Close(_handover);
        }
    }
}
