using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>The newest of one instrument, written once for all who listen.</summary>
/// <param name="Instrument">Whose.</param>
/// <param name="Round">In which round it last changed.</param>
/// <param name="Mark">What tells one state of it from the next.</param>
/// <param name="Json">As it is sent.</param>
/// <param name="IsLocal">It comes from a book of this process.</param>
internal sealed record QuoteRow(Instrument Instrument, long Round, QuoteRow.State Mark, ReadOnlyMemory<byte> Json, bool IsLocal)
{
    public static State MarkOf(LatestTick latest) => new(latest.Trade?.Received, latest.Trade?.Identity, latest.Quote?.Received, latest.Quote?.Identity, latest.Day?.Received);

    internal readonly record struct State(long? TradeReceived, long? TradeIdentity, long? QuoteReceived, long? QuoteIdentity, long? DayReceived = null)
    {
        /// <summary>When the newest of it arrived.</summary>
        public long Received => Math.Max(Math.Max(TradeReceived ?? 0, QuoteReceived ?? 0), DayReceived ?? 0);
    }
}
