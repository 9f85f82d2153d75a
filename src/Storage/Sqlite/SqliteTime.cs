using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Microseconds of the corridor, nanoseconds of the file.</summary>
internal static class SqliteTime
{
    private const long Largest = long.MaxValue / 1000;

    /// <summary>Whether the time fits the file at all.</summary>
    public static bool Fits(long microseconds) => microseconds is <= Largest and >= -Largest;

    /// <summary>The nearest time that fits: bounds of gaps and marks are evidence and never stop a commit.</summary>
    public static long Nanoseconds(long microseconds) => Math.Clamp(microseconds, -Largest, Largest) * 1000;

    public static long Nanoseconds(long microseconds, ushort flags) => (microseconds * 1000) + TickFlags.Rest(flags);

    public static long Microseconds(long nanoseconds) => (nanoseconds - Rest(nanoseconds)) / 1000;

    /// <summary>What lies beyond the microsecond, 0 to 999.</summary>
    public static ushort Rest(long nanoseconds) => (ushort)(((nanoseconds % 1000) + 1000) % 1000);

    public static long NanosecondsNow(this TimeProvider time) => Nanoseconds(time.MicrosecondsNow());
}
