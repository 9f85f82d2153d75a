using System.Globalization;
using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>The newest of one instrument, as another node says.</summary>
internal sealed class PeerQuote(LiveQuote quote)
{
    public LiveQuote Quote => quote;

    public Instrument Instrument { get; } = new(quote.Id, quote.Symbol);

    /// <summary>When it arrived there, microseconds since 1970 UTC.</summary>
    public long Received { get; } = TickTime.FromDateTimeOffset(DateTimeOffset.Parse(quote.AsOf, CultureInfo.InvariantCulture));

    public QuoteRow.State Mark => new(quote.Trade is null ? null : Received, quote.Trade?.Id, quote.Quote is null ? null : Received, quote.Quote?.Id, quote.Day is null ? null : Received);
}
