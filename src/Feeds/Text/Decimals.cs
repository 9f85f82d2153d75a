using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Decimal numbers in the form that nearly all have, read the short way; all others go to <see cref="FixedPoint"/>, with the same answer.</summary>
internal static class Decimals
{
    /// <summary>Eighteen digits fit 63 bits whatever they are, so no step needs to look for an overflow.</summary>
    private const int MostDigits = 18;

    /// <summary>As <see cref="FixedPoint.TryParse"/>.</summary>
    public static RejectKind TryParse(ReadOnlySpan<byte> text, out long mantissa, out byte scale)
    {
        var length = text.Length;
        while (length > 0 && text[length - 1] == '0') length--;
        var value = 0L;
        var point = -1;
        // A number that ends in zeros before its point, or has none, is rare; so is one without a digit before it.
        if (length is 0 or > MostDigits || text[0] == '.' || (length == text.Length && text[^1] == '.'))
            return FixedPoint.TryParse(text, out mantissa, out scale);
        for (var i = 0; i < length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                value = (value * 10) + digit;
            }
            else if (text[i] == '.' && point < 0)
            {
                point = i;
            }
            else
            {
                return FixedPoint.TryParse(text, out mantissa, out scale);
            }
        }

        if (point < 0 && length != text.Length) return FixedPoint.TryParse(text, out mantissa, out scale);
        mantissa = value;
        scale = (byte)(point < 0 ? 0 : length - point - 1);
        return RejectKind.None;
    }
}
