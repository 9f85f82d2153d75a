using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Times as venues write them, from 2000 to 2262. Whether one lies in the future is not known here: there is no clock.</summary>
internal static class VenueTime
{
    private const long Milli = 1_000;

    /// <summary>2262-04-11: the last microsecond that 63 bits of nanoseconds can say.</summary>
    private const long Latest = long.MaxValue / Milli;

    /// <summary>Reads a whole number whose unit shows in its magnitude: 12 or 13 digits are milliseconds, 15 or 16 micro-, 18 or 19 nanoseconds.</summary>
    public static bool TryByMagnitude(long value, out long microseconds, out ushort flags)
    {
        (microseconds, flags) = value switch
        {
            < 100_000_000_000_000 => (value * Milli, (ushort)0),
            < 100_000_000_000_000_000 => (value, TickFlags.SixDigits),
            _ => (value / Milli, (ushort)(TickFlags.NineDigits | (int)(value % Milli))),
        };
        return IsSane(microseconds);
    }

    /// <summary>Reads a decimal number in a unit. The digits kept are those of the unit, or more where a fraction gives more.</summary>
    /// <returns>False for what is no time, lies outside the years or is finer than nanoseconds.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, TimeUnit unit, out long microseconds, out ushort flags)
    {
        microseconds = 0;
        flags = 0;
        byte scale = 0;
        if (!Integers.TryParse(text, out var value) && FixedPoint.TryParse(text, out value, out scale) is not RejectKind.None) return false;
        var digits = (int)unit + scale;                       // of the second
        if (value <= 0 || digits > 9) return false;
        for (var missing = 9 - digits; missing > 0; missing--)
        {
            if (value > long.MaxValue / 10) return false;
            value *= 10;
        }

        microseconds = value / Milli;
        flags = (ushort)((int)(value % Milli) | (digits > 6 ? TickFlags.NineDigits : digits > 3 ? TickFlags.SixDigits : 0));
        return IsSane(microseconds);
    }

    private static bool IsSane(long microseconds) => microseconds is >= TickTime.Earliest and <= Latest;
}
