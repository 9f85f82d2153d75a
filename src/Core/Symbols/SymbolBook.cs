namespace OrleansTicks.Core;

/// <summary>The one place that knows a symbol: order, duplicates, the newest trade and quote. Pure: no clock, no I/O, no lock; its owner calls it from one place at a time.</summary>
/// <remarks>
/// A tick is known when its identity was among the last sixteen of its kind. One that is older than those passes as late where the venue stamps
/// id and time, because the store's key then decides; where the time is ours (Binance bookTicker) the key could not tell, so the book refuses it.
/// Two streams may carry one symbol. With ids of the venue their union is taken, the first copy wins. Without them the stream that delivered first is
/// primary; the other stands by, and takes over once the primary was silent for longer than max(2 s, 3 x the symbol's learned quiet time), 60 s before 20 pauses
/// are known. It stays until it falls silent itself. That is judged when a tick of the spare comes, by its receipt: a primary that was stopped is covered
/// like one that is mute, by its silence, and a clock that is set back delays it by as much.
/// </remarks>
public sealed class SymbolBook
{
    private Track? _trades;
    private Track? _aggregates;
    private Track? _prices;
    private Track? _quotes;
    private Track? _days;
    private Track? _depth;
    private Track? _candles;
    private DayBoard? _figures;

    /// <summary>The newest trade, of whichever kind; null before the first.</summary>
    public Tick? LastTrade => Newest(Newest(_trades, _aggregates), _prices)?.Last;

    /// <summary>The newest quote, or null.</summary>
    public Tick? LastQuote => _quotes is { HasLast: true } ? _quotes.Last : null;

    /// <summary>The newest figures of the day, or null. A copy.</summary>
    public DayFigures? Day => _figures?.Show();

    /// <summary>Judges a tick and remembers it when it is not known. Marks it <see cref="TickFlags.Late"/> when it is.</summary>
    public BookVerdict Accept(ref Tick tick, KindTraits traits)
    {
        var track = For(tick.Kind);
        if (tick.Identity > track.Highest)
        {
            track.Remember(tick.Identity);
            track.Highest = tick.Identity;
            track.Last = tick;
            track.HasLast = true;
            return BookVerdict.New;
        }

        if (Preview(tick, traits) is BookVerdict.Duplicate) return BookVerdict.Duplicate;
        track.Remember(tick.Identity);
        tick.Flags |= TickFlags.Late;
        return BookVerdict.Late;
    }

    /// <summary>What <see cref="Accept"/> would say, remembering nothing.</summary>
    public BookVerdict Preview(in Tick tick, KindTraits traits)
    {
        var track = For(tick.Kind);
        if (tick.Identity > track.Highest) return BookVerdict.New;
        return track.Knows(tick.Identity) || (tick.Identity <= track.Oldest && !(traits.HasId && traits.HasTime)) ? BookVerdict.Duplicate : BookVerdict.Late;
    }

    /// <summary>Judges a tick of a venue that gives no ids. One source at a time is taken.</summary>
    /// <param name="tick">Its identity is that of its receipt, which only within one ownership tells old from new.</param>
    /// <param name="source">The stream that it came by.</param>
    /// <param name="at">Where it stands in that stream.</param>
    /// <param name="gap">What lies between the last tick of a source that fell silent and this first one of its successor; null without a change.</param>
    public BookVerdict AcceptUnnumbered(ref Tick tick, int source, in Position at, out Gap? gap)
    {
        gap = null;
        var track = For(tick.Kind);
        var primary = track.Primary ??= new Primary(source);
        if (primary.Source != source)
        {
            if (!primary.Quiet.IsMute(tick.Received))
            {
                primary.SpareHeard = Math.Max(primary.SpareHeard, tick.Received);
                return BookVerdict.Spare;
            }

            gap = new Gap(source, GapCause.Stall, primary.Last, at, tick.Instrument, tick.Kind);
            primary.Quiet.TakenOver(tick.Received, primary.SpareHeard);
            primary.Source = source;
        }
        else
        {
            // Never by Highest: what the store holds may be of another ownership, whose numbers mean nothing here.
            if (primary.Last.Lease == at.Lease && at.N <= primary.Last.N) return BookVerdict.Duplicate;
            primary.Quiet.Data(tick.Received);
        }

        primary.Last = at;
        if (tick.Kind is TickKind.Day) (_figures ??= new DayBoard()).Take(tick);
        track.Last = tick;
        track.HasLast = true;
        return BookVerdict.New;
    }

    /// <summary>Tells the book which ids of the venue the store holds. Ticks without such ids are not judged by it.</summary>
    public void Load(TickKind kind, long identity)
    {
        var track = For(kind);
        if (identity <= track.Highest) return;
        track.Highest = identity;
        track.Remember(identity);
    }

    private static Track? Newest(Track? a, Track? b) => a is not { HasLast: true } ? (b is { HasLast: true } ? b : null) : b is not { HasLast: true } || a.Last.Time >= b.Last.Time ? a : b;

    private Track For(TickKind kind) => kind switch
    {
        TickKind.Trade => _trades ??= new Track(),
        TickKind.AggregateTrade => _aggregates ??= new Track(),
        TickKind.Quote => _quotes ??= new Track(),
        TickKind.Day => _days ??= new Track(),
        TickKind.Depth => _depth ??= new Track(),
        TickKind.Candle => _candles ??= new Track(),
        _ => _prices ??= new Track(),
    };

    /// <summary>The recent identities of one kind.</summary>
    private sealed class Track
    {
        private const int Window = 16;
        private readonly long[] _recent = new long[Window];
        private int _count;

        /// <summary>Whom the symbol is taken from where copies cannot be told apart; null where they can.</summary>
        public Primary? Primary;
        public long Highest = long.MinValue;
        public Tick Last;
        public bool HasLast;

        /// <summary>What left the window was at most this old; before it is full nothing is too old.</summary>
        public long Oldest { get; private set; } = long.MinValue;

        public bool Knows(long identity) => _recent.AsSpan(0, Math.Min(_count, Window)).Contains(identity);

        public void Remember(long identity)
        {
            var place = _count % Window;
            if (_count >= Window) Oldest = Math.Max(Oldest, _recent[place]);
            _recent[place] = identity;
            _count = _count == int.MaxValue ? Window + ((place + 1) % Window) : _count + 1;
        }
    }

    /// <summary>The source that delivers, and how quiet the symbol normally is, whoever delivers.</summary>
    private sealed class Primary(int source)
    {
        public readonly Liveness Quiet = new(TimeSpan.FromSeconds(2), 3);
        public int Source = source;

        /// <summary>Its last tick that was stored.</summary>
        public Position Last;

        /// <summary>When a spare last delivered.</summary>
        public long SpareHeard;
    }
}
