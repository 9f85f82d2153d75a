namespace OrleansTicks.Core;

/// <summary>Identity of ticks whose venue gives no id: the same on every resend and replay.</summary>
public static class TickIdentity
{
    /// <summary>2020-01-01T00:00:00Z in milliseconds since 1970: epochs are milliseconds, and this leaves 41 bits for them.</summary>
    public const long EpochOrigin = 1_577_836_800_000;

    /// <summary>Makes the identity of receipt number <paramref name="n"/> under <paramref name="epoch"/>.</summary>
    public static long Of(long epoch, long n) => ((epoch - EpochOrigin) << 22) + n;
}
