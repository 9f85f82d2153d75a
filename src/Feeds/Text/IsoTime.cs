using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Times as RFC 3339 writes them in UTC: <c>2026-09-30T12:00:00.123456789Z</c>, with no to nine digits behind the second.</summary>
internal static class IsoTime
{
    private const long Micro = 1_000_000;

    public static bool TryParse(ReadOnlySpan<byte> text, out long microseconds, out ushort flags)
    {
        microseconds = 0;
        flags = 0;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)' ') || text[13] != ':' || text[16] != ':') return false;
        if (!Two(text, 0, out var century) || !Two(text, 2, out var year) || !Two(text, 5, out var month) || !Two(text, 8, out var day)) return false;
        if (!Two(text, 11, out var hour) || !Two(text, 14, out var minute) || !Two(text, 17, out var second)) return false;
        year += century * 100;
        // A leap second is read as the one before it: nothing is traded in between.
        if (month is 0 or > 12 || day == 0 || year == 0 || hour > 23 || minute > 59 || second > 60 || day > DateTime.DaysInMonth(year, month)) return false;
        var at = 19;
        var digits = 0;
        var nanos = 0;
        if (text[at] == '.')
        {
            for (at++; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
            {
                if (++digits > 9) return false;
                nanos = (nanos * 10) + (text[at] - '0');
            }

            if (digits == 0) return false;
        }

        if (!(text[at..] is [(byte)'Z'] || text[at..].SequenceEqual("+00:00"u8))) return false;
        for (var i = digits; i < 9; i++) nanos *= 10;
        var days = new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        microseconds = (((((days * 24L) + hour) * 60) + minute) * 60 + Math.Min(second, 59)) * Micro + (nanos / 1000);
        flags = (ushort)(digits > 6 ? TickFlags.NineDigits | (nanos % 1000) : digits > 3 ? TickFlags.SixDigits : 0);
        return microseconds >= TickTime.Earliest;
    }

    private static bool Two(ReadOnlySpan<byte> text, int at, out int value)
    {
        uint tens = (uint)(text[at] - '0'), ones = (uint)(text[at + 1] - '0');
        value = (int)((tens * 10) + ones);
        return tens <= 9 && ones <= 9;
    }
}
