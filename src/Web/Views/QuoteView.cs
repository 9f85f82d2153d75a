using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>The newest of one instrument. Prices and sizes are exact decimal text.</summary>
/// <param name="Symbol">Full identity.</param>
/// <param name="Id">The store's id.</param>
/// <param name="AsOf">When the newest of it arrived here.</param>
/// <param name="AgeMs">How long ago that was.</param>
/// <param name="Trade">The last trade, if any.</param>
/// <param name="Quote">Best bid and ask, if any.</param>
/// <param name="Day">The venue's figures of the day, where a mode that brings them is read.</param>
public sealed record QuoteView(
    string Symbol, int Id, string AsOf, long AgeMs, QuoteView.LastTrade? Trade = null, QuoteView.BestQuote? Quote = null, QuoteView.DaySoFar? Day = null)
{
    /// <param name="latest">At least one of its two is there.</param>
    /// <param name="now">Microseconds since 1970 UTC.</param>
    public static QuoteView Of(LatestTick latest, long now)
    {
        var received = Math.Max(Math.Max(latest.Trade?.Received ?? 0, latest.Quote?.Received ?? 0), latest.Day?.Received ?? 0);
        return new QuoteView(
            latest.Instrument.Name, latest.Instrument.Id, TickTime.Format(received, 0, 6), Math.Max(0, (now - received) / 1000),
            latest.Trade is { } trade ? LastTrade.Of(trade) : null,
            latest.Quote is { } quote ? BestQuote.Of(quote) : null,
            latest.Day is { } day ? DaySoFar.Of(day) : null);
    }

    /// <param name="Id">The venue's, or ours where it gives none.</param>
    /// <param name="Time">The venue's, with every digit that it gave.</param>
    /// <param name="Received">Arrival here.</param>
    /// <param name="Price">Exact.</param>
    /// <param name="Size">Exact; left out where the venue gives none.</param>
    public sealed record LastTrade(long Id, string Time, string Received, string Price, string? Size = null)
    {
        internal static LastTrade Of(in Tick tick) => new(
            tick.Identity, TickTime.Format(tick.Time, tick.Flags), TickTime.Format(tick.Received, 0, 6), FixedPoint.Format(tick.Price, tick.PriceScale),
            (tick.Flags & TickFlags.NoSize) != 0 ? null : FixedPoint.Format(tick.Size, tick.SizeScale));
    }

    /// <param name="Id">The venue's, or ours where it gives none.</param>
    /// <param name="Time">The venue's, with every digit that it gave.</param>
    /// <param name="Received">Arrival here.</param>
    /// <param name="Bid">Exact.</param>
    /// <param name="BidSize">Exact.</param>
    /// <param name="Ask">Exact.</param>
    /// <param name="AskSize">Exact.</param>
    public sealed record BestQuote(long Id, string Time, string Received, string Bid, string BidSize, string Ask, string AskSize)
    {
        internal static BestQuote Of(in Tick tick) => new(
            tick.Identity, TickTime.Format(tick.Time, tick.Flags), TickTime.Format(tick.Received, 0, 6),
            FixedPoint.Format(tick.Price, tick.PriceScale), FixedPoint.Format(tick.Size, tick.SizeScale),
            FixedPoint.Format(tick.Ask, tick.AskScale), FixedPoint.Format(tick.AskSize, tick.AskSizeScale));
    }

    /// <summary>All exact; what the venue does not say is left out.</summary>
    /// <param name="Received">When the newest of them arrived here.</param>
    /// <param name="Open">First price.</param>
    /// <param name="High">Highest price.</param>
    /// <param name="Low">Lowest price.</param>
    /// <param name="Close">As the venue's field of that name says.</param>
    /// <param name="PreviousClose">Last price of the day before.</param>
    /// <param name="Volume">Traded so far.</param>
    /// <param name="OpenInterest">Open contracts.</param>
    public sealed record DaySoFar(
        string Received, string? Open = null, string? High = null, string? Low = null, string? Close = null, string? PreviousClose = null, string? Volume = null, string? OpenInterest = null)
    {
        internal static DaySoFar Of(DayFigures day) => new(
            TickTime.Format(day.Received, 0, 6), day[DayFigure.Open], day[DayFigure.High], day[DayFigure.Low], day[DayFigure.Close], day[DayFigure.PreviousClose],
            day[DayFigure.Volume], day[DayFigure.OpenInterest]);
    }
}
