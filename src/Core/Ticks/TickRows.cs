namespace OrleansTicks.Core;

/// <summary>
/// How day figures, levels of the book and candles lie in the fields of a <see cref="Tick"/>, so that they walk the same corridor and take no byte more of a trade
/// (docs/decisions/0010).
/// </summary>
public static class TickRows
{
    /// <summary>In place of a level's number where the venue names levels by their price alone: a difference of the whole book. Size 0 = the level is gone.</summary>
    public const int ByPrice = short.MaxValue;

    /// <summary>Trades and best bid and ask, which the books follow and the table <c>latest</c> holds.</summary>
    public static bool IsPrice(this TickKind kind) => kind <= TickKind.Quote;

    /// <summary>Makes a row of kind <see cref="TickKind.Day"/>. Time and identity are the receipt's.</summary>
    public static void SetDay(this ref Tick tick, int instrument, DayFigure figure, long value, byte scale)
    {
        tick.Kind = TickKind.Day;
        tick.Instrument = instrument;
        tick.Time = tick.Identity = Tick.None;
        (tick.Price, tick.PriceScale) = (value, scale);
        tick.AskSize = (long)figure;
    }

    /// <summary>Which figure a row of kind <see cref="TickKind.Day"/> holds.</summary>
    public static DayFigure Figure(this in Tick tick) => (DayFigure)tick.AskSize;

    /// <summary>Makes a row of kind <see cref="TickKind.Depth"/>. Price and size are set by the caller; an empty level is price 0 with size 0.</summary>
    /// <param name="tick">A cleared one.</param>
    /// <param name="instrument">The store's id.</param>
    /// <param name="level">From 1, the best, or <see cref="ByPrice"/>: positive for bids, negative for asks.</param>
    /// <param name="orders">How many orders make it up; 0 = the venue does not say.</param>
    public static void SetDepth(this ref Tick tick, int instrument, int level, long orders)
    {
        tick.Kind = TickKind.Depth;
        tick.Instrument = instrument;
        tick.Time = tick.Identity = Tick.None;
        tick.Ask = orders;
        tick.AskSize = level;
    }

    /// <summary>Of a row of kind <see cref="TickKind.Depth"/>: its level, positive for bids, negative for asks.</summary>
    public static int Level(this in Tick tick) => (int)tick.AskSize;

    /// <summary>Of a row of kind <see cref="TickKind.Depth"/>: its number from 1; null where its price names it.</summary>
    public static int? LevelNumber(this in Tick tick) => Math.Abs(tick.Level()) is var level && level == ByPrice ? null : level;

    /// <summary>Of a row of kind <see cref="TickKind.Depth"/>: how many orders; 0 = the venue does not say.</summary>
    public static long Orders(this in Tick tick) => tick.Ask;

    /// <summary>Makes a row of kind <see cref="TickKind.Candle"/>: <see cref="Tick.Time"/> is its beginning, and its volume is its identity, since that only grows.</summary>
    public static void SetCandle(this ref Tick tick, int instrument, CandleInterval interval, bool closed)
    {
        tick.Kind = TickKind.Candle;
        tick.Instrument = instrument;
        tick.AskScale = (byte)interval;
        tick.AskSizeScale = closed ? (byte)1 : (byte)0;
    }

    public static CandleInterval Interval(this in Tick tick) => (CandleInterval)tick.AskScale;

    /// <summary>The candle is over: this is how it stays.</summary>
    public static bool IsClosed(this in Tick tick) => tick.AskSizeScale != 0;

    /// <summary>Open, high, low and close of a candle have one scale in common.</summary>
    public static (long Open, long High, long Low, long Close, byte Scale) Prices(this in Tick tick) => (tick.Price, tick.Size, tick.Ask, tick.AskSize, tick.PriceScale);

    /// <summary>What was traded in a candle.</summary>
    public static (long Mantissa, byte Scale) Volume(this in Tick tick) => (tick.Identity, tick.SizeScale);
}
