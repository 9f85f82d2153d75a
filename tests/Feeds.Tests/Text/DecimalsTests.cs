using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

public sealed class DecimalsTests
{
    [Fact]
    public void The_short_way_gives_the_answer_of_the_long_one()
    {
        const string Alphabet = "0000123456789..-eE+ ";
        var random = new Random(7);
        var accepted = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var text = Encoding.ASCII.GetBytes(string.Create(random.Next(0, 24), random, static (span, random) =>
            {
                var digits = random.Next(3) > 0 ? 13 : Alphabet.Length;
                for (var k = 0; k < span.Length; k++) span[k] = Alphabet[random.Next(digits)];
                if (span.Length > 3 && digits == 13) span[random.Next(span.Length)] = '.';
            }));
            var expected = FixedPoint.TryParse(text, out var mantissa, out var scale);
            Assert.Equal(expected, Decimals.TryParse(text, out var ours, out var oursScale));
            if (expected is not RejectKind.None) continue;
            accepted++;
            Assert.Equal((mantissa, scale), (ours, oursScale));
        }

        Assert.True(accepted > 15_000);
    }

    [Theory]
    [InlineData("0.00000000", "0")]
    [InlineData("61837.63000000", "61837.63")]
    [InlineData("100", "100")]
    [InlineData("0", "0")]
    [InlineData("0.10", "0.1")]
    [InlineData("999999999999999999", "999999999999999999")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("0.000000000000000001", "0.000000000000000001")]
    [InlineData("-5.50", "-5.5")]
    public void Numbers_are_exact(string text, string expected)
    {
        Assert.Equal(RejectKind.None, Decimals.TryParse(Encoding.ASCII.GetBytes(text), out var mantissa, out var scale));
        Assert.Equal(expected, FixedPoint.Format(mantissa, scale));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("5.")]
    [InlineData(".5")]
    [InlineData(".0")]
    [InlineData("..0")]
    [InlineData("1.2.30")]
    public void What_is_no_number_is_none(string text) => Assert.Equal(RejectKind.BadNumber, Decimals.TryParse(Encoding.ASCII.GetBytes(text), out _, out _));
}
