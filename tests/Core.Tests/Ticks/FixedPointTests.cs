using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests.Ticks;

public sealed class FixedPointTests
{
    private static (RejectKind Reject, long Mantissa, byte Scale) Parse(string text)
    {
        var reject = FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), out var mantissa, out var scale);
        return (reject, mantissa, scale);
    }

    [Theory]
    [InlineData("61837.63000000", 6183763, 2)]
    [InlineData("0.00000001", 1, 8)]
    [InlineData("100", 100, 0)]
    [InlineData("100.0", 100, 0)]
    [InlineData("-1.25", -125, 2)]
    [InlineData("0", 0, 0)]
    [InlineData("0.000", 0, 0)]
    [InlineData("9223372036854775807", long.MaxValue, 0)]
    [InlineData("9.223372036854775807", long.MaxValue, 18)]
    [InlineData("1e3", 1000, 0)]
    [InlineData("1.5E-7", 15, 8)]
    [InlineData("12e+2", 1200, 0)]
    [InlineData("1000000.0000000000000000000000", 1000000, 0)]
    public void Plain_numbers_are_exact(string text, long mantissa, int scale) => Assert.Equal((RejectKind.None, mantissa, (byte)scale), Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1,234")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("1.2.3")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1e")]
    [InlineData("5.e3")]
    public void What_is_no_number_is_refused(string text) => Assert.Equal(RejectKind.BadNumber, Parse(text).Reject);

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("1e400")]
    [InlineData("0.1234567890123456789")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("1e-30")]
    public void What_does_not_fit_is_refused_as_precision(string text) => Assert.Contains(Parse(text).Reject, new[] { RejectKind.Precision, RejectKind.BadNumber });

    [Fact]
    public void Any_number_of_ours_reads_back_from_its_text() => Prop.ForAll(
        ArbMap.Default.ArbFor<long>(), ArbMap.Default.ArbFor<byte>(),
        (long value, byte places) =>
        {
            if (value == long.MinValue) return true;
            var scale = (byte)(places % 19);
            var text = FixedPoint.Format(value, scale);
            var (reject, mantissa, read) = Parse(text);
            return reject is RejectKind.None && FixedPoint.ToDecimal(mantissa, read) == FixedPoint.ToDecimal(value, scale)
                && decimal.Parse(text, CultureInfo.InvariantCulture) == FixedPoint.ToDecimal(value, scale);
        }).QuickCheckThrowOnFailure();
}
