using OrleansTicks.Core;

namespace OrleansTicks.Markets;

/// <summary>Open while any of some markets is.</summary>
public sealed class AnyMarket(IReadOnlyList<MarketCalendar> markets) : IMarketHours
{
    public bool IsOpen(DateTimeOffset at) => markets.Any(market => market.IsOpen(at));
}
