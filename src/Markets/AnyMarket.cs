using OrleansTicks.Core;

namespace OrleansTicks.Markets;

/// <summary>Open while any of some markets is.</summary>
public sealed class AnyMarket(IReadOnlyList<MarketCalendar> markets) : IMarketHours
{
    public MarketPhase PhaseAt(DateTimeOffset at)
    {
        var phases = markets.Select(market => market.PhaseAt(at)).ToList();
        return new[] { MarketPhase.Open, MarketPhase.PreOpen, MarketPhase.Closed }.FirstOrDefault(phases.Contains, MarketPhase.Holiday);
    }

    public DateTimeOffset? NextOpen(DateTimeOffset after) => markets.Select(market => market.NextOpen(after)).Min();

    /// <summary>The last end among those that are open, or else among those of the next day of trading.</summary>
    public DateTimeOffset? NextClose(DateTimeOffset after)
    {
        var open = markets.Where(market => market.PhaseAt(after) is MarketPhase.Open).ToList();
        if (open.Count > 0) return open.Select(market => market.NextClose(after)).Max();
        return NextOpen(after) is { } begin ? NextClose(begin) : null;
    }
}
