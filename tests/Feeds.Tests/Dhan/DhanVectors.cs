namespace OrleansTicks.Feeds.Tests;

/// <summary>Packets built by hand from the tables of the documents; no recording of this wire is known.</summary>
internal static class DhanVectors
{
    public const string Ticker = "02100001350500009a51ce44201a006b";
    public const string PreviousClose = "061000000d000000333cbe4600000000";
    public const string OpenInterest = "050c0002b9bf00008fd61200";
    public const string Quote = "04320002b9bf000000b5be464b00201a006b80a0be4606120f00672b0000ce560000008cbe46333cbe460004bf461a78be46";
    public const string Full = "08a20002b9bf000000b5be464b00201a006b80a0be4606120f00672b0000ce5600008fd61200c0eb1200804f1200008cbe46333cbe460004bf461a78be464b000000960000000100020000b4be4600b5be46960000002c01000002000300e6b3be461ab5be46e1000000c201000003000400cdb3be4633b5be462c0100005802000004000500b3b3be464db5be4677010000ee020000050006009ab3be4666b5be46";
    public const string Disconnect805 = "320a0000000000002503";

    public static byte[] Of(params string[] packets) => Convert.FromHexString(string.Concat(packets));
}
