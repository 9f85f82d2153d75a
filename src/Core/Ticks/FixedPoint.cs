using System.Globalization;

namespace OrleansTicks.Core;

/// <summary>Exact decimal numbers as the venues write them: a 64-bit mantissa and a scale of 0 to 18. No binary floating point anywhere.</summary>
public static class FixedPoint
{
    public const int MaxScale = 18;

    /// <summary>Reads plain decimal text (<c>-12.340</c>; an exponent is accepted, <c>1e-7</c>, since JSON numbers may carry one). Trailing zeros are removed.</summary>
    /// <returns><see cref="RejectKind.None"/>, <see cref="RejectKind.BadNumber"/> for what is no such number, <see cref="RejectKind.Precision"/> for what does not fit.</returns>
    public static RejectKind TryParse(ReadOnlySpan<byte> text, out long mantissa, out byte scale)
    {
        mantissa = 0;
        scale = 0;
        var i = 0;
        var negative = false;
        if (text.Length > 0 && text[0] == '-')
        {
            negative = true;
            i = 1;
        }

        ulong value = 0;
        int zeros = 0, digits = 0, fraction = 0;
        var point = false;
        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '.')
            {
                if (point || digits == 0) return RejectKind.BadNumber;
                point = true;
                continue;
            }

            var d = (uint)(c - '0');
            if (d > 9)
            {
                if ((c | 0x20) == 'e' && digits > 0 && (!point || text[i - 1] != '.')) return ParseExponent(text[(i + 1)..], negative, value, fraction, zeros, out mantissa, out scale);
                return RejectKind.BadNumber;
            }

            digits++;
            if (point) fraction++;
            if (d == 0)
            {
                zeros++;             // held back: trailing zeros are never multiplied in
                continue;
            }

            if (value != 0)
            {
                if (zeros >= 19) return RejectKind.Precision;
                for (; zeros > 0; zeros--)
                {
                    if (value > ulong.MaxValue / 10) return RejectKind.Precision;
                    value *= 10;
                }
            }

            zeros = 0;
            if (value > (ulong.MaxValue - d) / 10) return RejectKind.Precision;
            value = (value * 10) + d;
        }

        if (digits == 0 || (point && text[^1] == '.')) return RejectKind.BadNumber;
        return Finish(negative, value, fraction - zeros, out mantissa, out scale);
    }

    /// <summary>Writes mantissa and scale as plain decimal text, without trailing zeros.</summary>
    public static string Format(long mantissa, byte scale)
    {
        if (scale == 0) return mantissa.ToString(CultureInfo.InvariantCulture);
        var digits = UInt128.Parse(mantissa.ToString(CultureInfo.InvariantCulture).AsSpan(mantissa < 0 ? 1 : 0), CultureInfo.InvariantCulture)
            .ToString("D" + (scale + 1), CultureInfo.InvariantCulture);
        return $"{(mantissa < 0 ? "-" : "")}{digits.AsSpan(0, digits.Length - scale)}.{digits.AsSpan(digits.Length - scale)}";
    }

    /// <summary>As <see cref="decimal"/>, for people and tests; exact.</summary>
    public static decimal ToDecimal(long mantissa, byte scale) => new((int)Magnitude(mantissa), (int)(Magnitude(mantissa) >> 32), 0, mantissa < 0, scale);

    private static ulong Magnitude(long mantissa) => mantissa < 0 ? (ulong)(-(mantissa + 1)) + 1 : (ulong)mantissa;

    /// <summary>Scales <paramref name="value"/> by 10^-places, places perhaps negative, and removes trailing zeros.</summary>
    private static RejectKind Finish(bool negative, ulong value, int places, out long mantissa, out byte scale)
    {
        mantissa = 0;
        scale = 0;
        if (value == 0) return RejectKind.None;
        while (places > 0 && value % 10 == 0)
        {
            value /= 10;
            places--;
        }

        for (; places < 0; places++)
        {
            if (value > long.MaxValue / 10) return RejectKind.Precision;
            value *= 10;
        }

        if (places > MaxScale || value > long.MaxValue) return RejectKind.Precision;
        mantissa = negative ? -(long)value : (long)value;
        scale = (byte)places;
        return RejectKind.None;
    }

    private static RejectKind ParseExponent(ReadOnlySpan<byte> text, bool negative, ulong value, int fraction, int zeros, out long mantissa, out byte scale)
    {
        mantissa = 0;
        scale = 0;
        var down = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+') text = text[1..];
        if (text.Length is 0 or > 4) return RejectKind.BadNumber;
        var exponent = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9') return RejectKind.BadNumber;
            exponent = (exponent * 10) + (c - '0');
        }

        var places = fraction - zeros - (down ? -exponent : exponent);
        return places is < -40 or > 60 && value != 0 ? RejectKind.Precision : Finish(negative, value, places, out mantissa, out scale);
    }
}
