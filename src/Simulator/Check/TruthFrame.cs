using OrleansTicks.Core;

namespace OrleansTicks.Simulator;

/// <summary>A frame of the ledger and what the check has found out about it. No references: there are millions.</summary>
internal struct TruthFrame
{
    public long Seq;
    public long Id;

    /// <summary>Microseconds since 1970; of a quote 0.</summary>
    public long Time;

    public long Price, Size, Ask, AskSize;
    public int Connection;
    public int Symbol;
    public TickKind Kind;
    public byte PriceScale, SizeScale, AskScale, AskSizeScale;

    /// <summary>Its numbers fit a row; else what is stored in its place is wrong in any case.</summary>
    public bool Readable;

    /// <summary>Its venue gives no ids: a row is its own by symbol, time and price.</summary>
    public bool Unnumbered;

    public bool Sent;
    public bool Stored;
    public bool InGap;

    public readonly bool Equals(in Tick tick)
    {
        if (Unnumbered) return true;                         // by its price and time it was found
        if (!Readable || tick.Price != Price || tick.PriceScale != PriceScale || tick.Size != Size || tick.SizeScale != SizeScale) return false;
        if (Kind == TickKind.Quote) return tick.Ask == Ask && tick.AskScale == AskScale && tick.AskSize == AskSize && tick.AskSizeScale == AskSizeScale;
        return tick.Time == Time || (tick.Flags & TickFlags.SuspectTime) != 0;
    }
}
