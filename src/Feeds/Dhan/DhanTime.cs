namespace OrleansTicks.Feeds;

/// <summary>Times of DhanHQ: seconds whose UTC text shows the wall clock of India (dhan.md section 6: sources disagree, so the shift is a setting).</summary>
internal static class DhanTime
{
    /// <summary>India is 5 h 30 min ahead of UTC, the whole year.</summary>
    public const int India = 19_800;

    private const long Micro = 1_000_000;

    /// <summary>UTC microseconds since 1970.</summary>
    /// <param name="seconds">As the packet has them.</param>
    /// <param name="ahead">Seconds that the venue's clock is ahead of UTC.</param>
    public static long ToUtc(uint seconds, int ahead) => (seconds - (long)ahead) * Micro;
}
