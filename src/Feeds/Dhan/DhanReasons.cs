using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>What the venue's disconnect codes mean, and what is to be done (dhan.md section 7).</summary>
internal static class DhanReasons
{
    /// <summary>806 to 812 do not mend by trying again; 805 does after a long pause, all others after the usual one.</summary>
    public static Reason Of(int code) => code switch
    {
        805 => Reason.RateLimit,
        >= 806 and <= 812 => Reason.Auth,
        _ => Reason.ServerClose,
    };

    public static string TextOf(int code) => code switch
    {
        800 => "internal server error",
        804 => "too many instruments requested",
        805 => "too many requests or connections",
        806 => "the data API plan is not active",
        807 => "the access token has expired",
        808 => "authentication failed",
        809 => "the access token is invalid",
        810 => "the client id is invalid",
        811 => "invalid expiry date",
        812 => "invalid date format",
        813 => "invalid security id",
        814 => "invalid request",
        _ => "not documented",
    };
}
