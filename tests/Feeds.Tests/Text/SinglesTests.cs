using System.Globalization;
using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests.Text;

public sealed class SinglesTests
{
    [Fact]
    public void They_are_what_their_shortest_text_says()
    {
        var random = new Random(7);
        for (var i = 0; i < 200_000; i++)
        {
            var value = i % 2 == 0 ? BitConverter.Int32BitsToSingle(random.Next()) : random.Next(1, 10_000_000) / 100f;
            if (!float.IsFinite(value)) continue;
            var expected = FixedPoint.TryParse(Encoding.ASCII.GetBytes(value.ToString("R", CultureInfo.InvariantCulture)), out var mantissa, out var scale);
            Assert.Equal((expected, mantissa, scale), (Singles.TryConvert(value, out var read, out var readScale), read, readScale));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_no_number_is_refused(float value) => Assert.Equal(RejectKind.BadNumber, Singles.TryConvert(value, out _, out _));
}
