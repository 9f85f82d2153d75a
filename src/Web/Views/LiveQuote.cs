using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>The newest of one instrument as live streams send it: as in <see cref="QuoteView"/>, without an age, which the receiver knows better.</summary>
/// <param name="Symbol">Full identity.</param>
/// <param name="Id">The store's id.</param>
/// <param name="AsOf">When the newest of it arrived here.</param>
/// <param name="Trade">The last trade, if any.</param>
/// <param name="Quote">Best bid and ask, if any.</param>
/// <param name="Day">The venue's figures of the day, if any.</param>
public sealed record LiveQuote(string Symbol, int Id, string AsOf, QuoteView.LastTrade? Trade = null, QuoteView.BestQuote? Quote = null, QuoteView.DaySoFar? Day = null)
{
    public static LiveQuote Of(LatestTick latest)
    {
        var view = QuoteView.Of(latest, now: 0);
        return new LiveQuote(view.Symbol, view.Id, view.AsOf, view.Trade, view.Quote, view.Day);
    }
}
