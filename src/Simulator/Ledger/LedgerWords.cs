namespace OrleansTicks.Simulator;

/// <summary>Kinds and states as the ledger writes them.</summary>
internal static class LedgerWords
{
    public const string Trade = "trade";
    public const string AggregateTrade = "aggTrade";
    public const string Quote = "quote";
    public const string Garbage = "garbage";

    public static ReadOnlySpan<byte> Of(LedgerState state) => state switch
    {
        LedgerState.Sent => "sent"u8,
        LedgerState.Missed => "missed"u8,
        _ => "fault"u8,
    };
}
