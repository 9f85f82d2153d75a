using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

public sealed class VenueTimeTests
{
    [Theory]
    [InlineData(1723161255342, "2024-08-08T23:54:15.342Z")]
    [InlineData(1723161255342123, "2024-08-08T23:54:15.342123Z")]
    [InlineData(1723161255342123456, "2024-08-08T23:54:15.342123456Z")]
    [InlineData(946684800000, "2000-01-01T00:00:00.000Z")]
    public void The_unit_shows_in_the_magnitude(long value, string expected)
    {
        Assert.True(VenueTime.TryByMagnitude(value, out var time, out var flags));
        Assert.Equal(expected, TickTime.Format(time, flags));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1723161255)]                 // seconds where milliseconds belong
    [InlineData(946684799999)]
    [InlineData(9_223_372_036_855)]          // after 2262
    [InlineData(99_999_999_999_999)]
    [InlineData(100_000_000_000_000)]        // microseconds of 1973
    [InlineData(99_999_999_999_999_999)]
    [InlineData(100_000_000_000_000_000)]    // nanoseconds of 1973
    public void A_time_before_2000_or_after_2262_is_none(long value) => Assert.False(VenueTime.TryByMagnitude(value, out _, out _));

    [Theory]
    [InlineData("1723161255", TimeUnit.Seconds, "2024-08-08T23:54:15.000Z")]
    [InlineData("1723161255.5", TimeUnit.Seconds, "2024-08-08T23:54:15.500Z")]
    [InlineData("1723161255.342123", TimeUnit.Seconds, "2024-08-08T23:54:15.342123Z")]
    [InlineData("1633998512.0633569", TimeUnit.Seconds, "2021-10-12T00:28:32.063356900Z")]
    [InlineData("1723161255342", TimeUnit.Milliseconds, "2024-08-08T23:54:15.342Z")]
    [InlineData("1723161255342.25", TimeUnit.Milliseconds, "2024-08-08T23:54:15.342250Z")]
    [InlineData("1723161255342123", TimeUnit.Microseconds, "2024-08-08T23:54:15.342123Z")]
    [InlineData("1723161255342123456", TimeUnit.Nanoseconds, "2024-08-08T23:54:15.342123456Z")]
    [InlineData("1723161255342000000", TimeUnit.Nanoseconds, "2024-08-08T23:54:15.342000000Z")]
    [InlineData("1.7e9", TimeUnit.Seconds, "2023-11-14T22:13:20.000Z")]
    public void A_named_unit_is_taken_at_its_word(string text, TimeUnit unit, string expected)
    {
        Assert.True(VenueTime.TryParse(Encoding.UTF8.GetBytes(text), unit, out var time, out var flags));
        Assert.Equal(expected, TickTime.Format(time, flags));
    }

    [Theory]
    [InlineData("", TimeUnit.Seconds)]
    [InlineData("soon", TimeUnit.Seconds)]
    [InlineData("0", TimeUnit.Seconds)]
    [InlineData("-5", TimeUnit.Seconds)]
    [InlineData("946684799", TimeUnit.Seconds)]
    [InlineData("1723161255342", TimeUnit.Seconds)]
    [InlineData("1723161255", TimeUnit.Nanoseconds)]
    [InlineData("9223372036854775808", TimeUnit.Nanoseconds)]
    [InlineData("1723161255.0123456789", TimeUnit.Seconds)]
    [InlineData("1723161255342123456.5", TimeUnit.Nanoseconds)]
    public void What_is_no_time_is_refused(string text, TimeUnit unit) =>
        Assert.False(VenueTime.TryParse(Encoding.UTF8.GetBytes(text), unit, out _, out _));
}
