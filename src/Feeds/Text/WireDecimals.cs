using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Decimal numbers with all the decimals that were written, trailing zeros too: a checksum counts them.</summary>
internal static class WireDecimals
{
    /// <summary>Reads a number of 0 or more.</summary>
    public static RejectKind TryParse(ReadOnlySpan<byte> text, out long mantissa, out int scale)
    {
        mantissa = 0;
        scale = 0;
        var point = -1;
        if (text.IsEmpty || text[0] == '-') return RejectKind.BadNumber;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit > 9)
            {
                if (text[i] == '.' && point < 0)
                {
                    point = i;
                    continue;
                }

                // With an exponent: what it says, without zeros to keep.
                var fault = FixedPoint.TryParse(text, out mantissa, out var shortest);
                scale = shortest;
                return fault;
            }

            if (mantissa > (long.MaxValue - digit) / 10) return RejectKind.Precision;
            mantissa = (mantissa * 10) + digit;
        }

        scale = point < 0 ? 0 : text.Length - point - 1;
        return scale <= FixedPoint.MaxScale ? RejectKind.None : RejectKind.Precision;
    }

    /// <summary>The same number without trailing zeros.</summary>
    public static (long Mantissa, byte Scale) Shorten(long mantissa, int scale)
    {
        if (mantissa == 0) return (0, 0);
        for (; scale > 0 && mantissa % 10 == 0; scale--) mantissa /= 10;
        return (mantissa, (byte)scale);
    }
}
