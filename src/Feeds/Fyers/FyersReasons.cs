namespace OrleansTicks.Feeds;

/// <summary>The numbers that the venue's own clients give a refused request (fyers.md section 7); on the wire there is only the refusal.</summary>
internal static class FyersReasons
{
    public static int Of(byte type) => type switch
    {
        FyersType.Login => 11001,
        FyersType.Subscribe => 11011,
        FyersType.Unsubscribe => 11012,
        FyersType.Pause => 11031,
        FyersType.Resume => 11032,
        FyersType.Mode => 12001,
        _ => 0,
    };

    public static string TextOf(int code) => code switch
    {
        11001 => "the login was refused: the access token is not valid",
        11011 => "the subscription was refused",
        11012 => "the end of a subscription was refused",
        11031 => "the pause of a channel was refused",
        11032 => "the end of a pause was refused",
        12001 => "the mode was refused",
        _ => "not documented",
    };
}
