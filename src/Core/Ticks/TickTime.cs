namespace OrleansTicks.Core;

/// <summary>Times of ticks: whole microseconds since 1970 UTC.</summary>
public static class TickTime
{
    public const long MicrosecondsPerDay = 86_400_000_000;

    /// <summary>2000-01-01T00:00:00Z: nothing earlier is believed.</summary>
    public const long Earliest = 946_684_800_000_000;

    public static long FromDateTimeOffset(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToDateTimeOffset(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>The UTC day that a time falls on.</summary>
    public static DateOnly Day(long microseconds) =>
        DateOnly.FromDayNumber((int)(Math.DivRem(microseconds, MicrosecondsPerDay).Quotient - (microseconds % MicrosecondsPerDay < 0 ? 1 : 0)) + UnixDay);

    public static long MicrosecondsNow(this TimeProvider time) => FromDateTimeOffset(time.GetUtcNow());

    /// <summary>Microseconds of a clock that is never set: only differences mean anything.</summary>
    public static long SteadyMicroseconds(this TimeProvider time) => (long)(time.GetTimestamp() * (1e6 / time.TimestampFrequency));

    /// <summary>ISO 8601 UTC with exactly <paramref name="digits"/> (3, 6 or 9) digits; <paramref name="rest"/> = nanoseconds below the microsecond.</summary>
    public static string Format(long microseconds, int rest, int digits)
    {
        var time = ToDateTimeOffset(microseconds).UtcDateTime;
        return digits switch
        {
            3 => time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ"),
            6 => time.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ"),
            _ => $"{time:yyyy-MM-ddTHH:mm:ss.ffffff}{rest:000}Z",
        };
    }

    /// <summary>The time of a row with every digit that its venue gave.</summary>
    public static string Format(long microseconds, ushort flags) => Format(microseconds, TickFlags.Rest(flags), TickFlags.Digits(flags));

    private static readonly int UnixDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}
