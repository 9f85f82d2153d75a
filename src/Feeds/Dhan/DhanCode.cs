namespace OrleansTicks.Feeds;

/// <summary>The first byte of a packet of the live feed (dhan.md section 4).</summary>
internal static class DhanCode
{
    public const byte Heartbeat = 0;
    public const byte Index = 1;
    public const byte Ticker = 2;
    public const byte DepthOfV1 = 3;
    public const byte Quote = 4;
    public const byte OpenInterest = 5;
    public const byte PreviousClose = 6;
    public const byte MarketStatus = 7;
    public const byte Full = 8;
    public const byte Disconnect = 50;

    /// <summary>Bytes of a whole packet, header included; 0 where no layout is documented.</summary>
    public static int SizeOf(byte code) => code switch
    {
        Ticker or PreviousClose => 16,
        DepthOfV1 => 112,
        Quote => 50,
        OpenInterest => 12,
        MarketStatus => 8,
        Full => 162,
        Disconnect => 10,
        _ => 0,
    };

    /// <summary>What people call it.</summary>
    public static string NameOf(byte code) => code switch
    {
        Heartbeat => "heartbeat",
        Index => "index",
        Ticker => "ticker",
        DepthOfV1 => "depth_v1",
        Quote => "quote",
        OpenInterest => "open_interest",
        PreviousClose => "previous_close",
        MarketStatus => "market_status",
        Full => "full",
        Disconnect => "disconnect",
        _ => "unknown",
    };
}
