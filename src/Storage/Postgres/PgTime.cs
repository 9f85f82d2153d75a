using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Times as PostgreSQL keeps them: microseconds since 2000 UTC. The driver binds them as they are, without a <see cref="DateTime"/> each.</summary>
internal static class PgTime
{
    /// <summary>What a timestamptz may be: 4714 BC to 294276 AD.</summary>
    private const long Min = -211_813_488_000_000_000, Max = 9_223_371_331_199_999_999;

    private const long MicrosecondsADay = 86_400_000_000, MicrosecondsAMoment = 100;

    private const long Infinity = long.MaxValue, MinusInfinity = long.MinValue;

    /// <summary>For rows: what no timestamptz can hold stays something that the database refuses, instead of turning round into a time.</summary>
    public static long FromUnix(long microseconds) => microseconds < Min + TickTime.Earliest ? Min - 1 : microseconds - TickTime.Earliest;

    public static long ToUnix(long time) => time + TickTime.Earliest;

    /// <summary>For times beside the rows (marks, gaps, latest): what no timestamptz can hold becomes an infinity, so that it never stops a commit.</summary>
    public static long FromAnyUnix(long microseconds) =>
        microseconds < Min + TickTime.Earliest ? MinusInfinity : microseconds - TickTime.Earliest > Max ? Infinity : microseconds - TickTime.Earliest;

    /// <summary>Undoes <see cref="FromAnyUnix"/>; the infinities are <see cref="Tick.None"/> and the largest number.</summary>
    public static long ToAnyUnix(long time) => time is Infinity or MinusInfinity ? time : time + TickTime.Earliest;

    /// <summary>As <c>ticks.moment()</c>: kind * 2^30 (of a quote 0) + tenths of a millisecond since UTC midnight.</summary>
    public static int Moment(in Tick tick)
    {
        var inDay = tick.Time % MicrosecondsADay;
        if (inDay < 0) inDay += MicrosecondsADay;
        return ((int)tick.Kind << 30) | (int)(inDay / MicrosecondsAMoment);
    }
}
