namespace OrleansTicks.Feeds;

/// <summary>Whole numbers as venues write ids and times.</summary>
internal static class Integers
{
    /// <summary>Reads 1 to 19 digits and nothing else: 0 up to 2^63 - 1.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > 19) return false;
        ulong sum = 0;
        foreach (var c in text)
        {
            var digit = (uint)(c - '0');
            if (digit > 9) return false;
            sum = (sum * 10) + digit;
        }

        value = (long)sum;
        return sum <= long.MaxValue;
    }
}
