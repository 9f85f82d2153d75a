namespace OrleansTicks.Feeds;

/// <summary>The byte behind a message's length (fyers.md section 2).</summary>
internal static class FyersType
{
    public const byte Login = 1;
    public const byte Acknowledge = 3;
    public const byte Subscribe = 4;
    public const byte Unsubscribe = 5;
    public const byte Data = 6;
    public const byte Pause = 7;
    public const byte Resume = 8;
    public const byte Snapshot = 9;
    public const byte Ping = 11;
    public const byte Mode = 12;

    /// <summary>What people call it.</summary>
    public static string NameOf(byte type) => type switch
    {
        Login => "login",
        Acknowledge => "ack",
        Subscribe => "subscribe",
        Unsubscribe => "unsubscribe",
        Data => "data",
        Pause => "pause",
        Resume => "resume",
        Snapshot => "snapshot",
        Ping => "ping",
        Mode => "mode",
        _ => "unknown",
    };
}
