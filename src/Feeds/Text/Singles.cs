using System.Globalization;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Prices that a venue sends as IEEE-754 singles: the shortest decimal text that is this single, so that 1650.55 is 1650.55 and not 1650.550048828125.</summary>
internal static class Singles
{
    /// <summary>A single has about seven digits: beyond this, decimals are not what it can say.</summary>
    private const float Largest = 8_388_608;       // 2^23: up to here a whole number is exact and its text is itself

    /// <summary>Reads it as mantissa and scale.</summary>
    /// <returns><see cref="RejectKind.BadNumber"/> for what is not finite; <see cref="RejectKind.Precision"/> for what does not fit.</returns>
    public static RejectKind TryConvert(float value, out long mantissa, out byte scale)
    {
        mantissa = 0;
        scale = 0;
        if (!float.IsFinite(value)) return RejectKind.BadNumber;
        if (MathF.Abs(value) > Largest) return TryText(value, out mantissa, out scale);
        // In doubles the product is exact enough to find the nearest number of so many decimals; the way back says whether it is the same single.
        ReadOnlySpan<double> powers = [1, 10, 100, 1_000, 10_000];
        for (var digits = 0; digits < powers.Length; digits++)
        {
            var whole = Math.Round(value * powers[digits]);
            if ((float)(whole / powers[digits]) != value) continue;
            mantissa = (long)whole;
            scale = mantissa == 0 ? (byte)0 : (byte)digits;
            return RejectKind.None;
        }

        return TryText(value, out mantissa, out scale);
    }

    private static RejectKind TryText(float value, out long mantissa, out byte scale)
    {
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        return FixedPoint.TryParse(text[..length], out mantissa, out scale);
    }
}
