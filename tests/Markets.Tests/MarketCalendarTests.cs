using NodaTime;
using OrleansTicks.Core;

namespace OrleansTicks.Markets.Tests;

public sealed class MarketCalendarTests
{
    private readonly MarketCalendars _all = new(null);

    [Theory]
    [InlineData("nse", "2026-11-27T03:45:00Z", MarketPhase.Open)]            // Friday 09:15 IST
    [InlineData("nse", "2026-11-27T03:44:59Z", MarketPhase.PreOpen)]
    [InlineData("nse", "2026-11-27T10:00:00Z", MarketPhase.Closed)]          // 15:30, not with it
    [InlineData("nse-fo", "2026-11-27T10:05:00Z", MarketPhase.Open)]         // to 15:40 from August on
    [InlineData("nse-fo", "2026-07-31T10:05:00Z", MarketPhase.Closed)]
    [InlineData("nse", "2026-11-24T05:00:00Z", MarketPhase.Holiday)]         // Guru Nanak Jayanti
    [InlineData("bse-fo", "2026-11-24T05:00:00Z", MarketPhase.Holiday)]
    [InlineData("nse", "2026-11-28T05:00:00Z", MarketPhase.Closed)]          // Saturday
    [InlineData("nse", "2026-02-01T05:00:00Z", MarketPhase.Open)]            // Sunday, budget day
    [InlineData("nse", "2025-10-21T08:30:00Z", MarketPhase.Open)]            // muhurat, 14:00
    [InlineData("nse", "2025-10-21T05:00:00Z", MarketPhase.Closed)]
    [InlineData("mcx", "2026-07-01T18:10:00Z", MarketPhase.Closed)]          // 23:40 IST in the US summer
    [InlineData("mcx", "2026-12-01T18:10:00Z", MarketPhase.Open)]            // 23:40 IST in the US winter
    [InlineData("nyse", "2026-03-06T14:35:00Z", MarketPhase.Open)]           // 09:35 EST
    [InlineData("nyse", "2026-03-09T13:35:00Z", MarketPhase.Open)]           // 09:35 EDT, the Monday after the change
    [InlineData("nyse", "2026-11-27T18:30:00Z", MarketPhase.Closed)]         // half day
    [InlineData("nyse", "2026-11-26T15:00:00Z", MarketPhase.Holiday)]
    [InlineData("24x7", "2026-12-25T00:00:00Z", MarketPhase.Open)]
    public void A_moment_has_its_phase(string market, string at, MarketPhase phase) => Assert.Equal(phase, _all.Of(market).PhaseAt(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_feed_of_several_markets_is_open_while_one_of_them_is()
    {
        var hours = _all.HoursOf("dhan")!;
        var evening = new DateTimeOffset(2026, 11, 27, 13, 0, 0, TimeSpan.Zero);             // 18:30 IST: shares have closed, commodities go on
        Assert.Equal(MarketPhase.Open, hours.PhaseAt(evening));
        Assert.Equal(_all.Of("mcx").NextClose(evening), hours.NextClose(evening));
        var night = evening.AddHours(8);
        Assert.Equal(MarketPhase.Closed, hours.PhaseAt(night));
        Assert.Equal(new[] { "nse", "mcx" }.Select(market => _all.Of(market).NextOpen(night)).Min(), hours.NextOpen(night));
        Assert.True(hours.NextClose(night) > hours.NextOpen(night));
        Assert.Null(_all.HoursOf("binance"));
    }

    [Fact]
    public void The_next_session_after_a_holiday_eve_is_behind_the_holiday()
    {
        var nse = _all.Of("nse");
        var eve = new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 3, 45, 0, TimeSpan.Zero), nse.NextOpen(eve));
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 10, 0, 0, TimeSpan.Zero), nse.NextClose(eve));
        Assert.Null(_all.Of("24x7").NextOpen(eve));
    }

    [Fact]
    public void What_is_not_known_is_not_invented()
    {
        Assert.False(_all.Of("nse").DayOf(new LocalDate(2031, 1, 1)).IsKnown);
        Assert.False(_all.Of("mcx").DayOf(new LocalDate(2026, 1, 26)).IsKnown);
        Assert.True(_all.Of("nse").DayOf(new LocalDate(2026, 11, 8)).IsUncertain);
    }

    [Fact]
    public void An_unknown_market_is_refused_by_name() => Assert.Contains("nse-fo", Assert.Throws<FormatException>(() => _all.Of("lse")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_users_add_counts_and_stays()
    {
        var folder = Directory.CreateTempSubdirectory("ticks-").FullName;
        try
        {
            new MarketCalendars(folder).Add("nse", "2026-11-08", ["18:00-19:00"], "muhurat");
            new MarketCalendars(folder).Add("mcx", "2026-01-26", [], "Republic Day");
            var again = new MarketCalendars(folder);
            Assert.True(again.Of("nse").IsOpen(new DateTimeOffset(2026, 11, 8, 12, 45, 0, TimeSpan.Zero)));
            Assert.Equal(DayKind.Holiday, again.Of("mcx").DayOf(new LocalDate(2026, 1, 26)).Kind);
            Assert.Throws<FormatException>(() => again.Add("nse", "2026-13-08", [], null));
            Assert.Throws<FormatException>(() => again.Add("nse", "2026-11-08", ["19:00-18:00"], null));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("fyers", "NSE:SBIN-EQ", "nse")]
    [InlineData("fyers", "NSE:RELIANCE25JULFUT", "nse-fo")]
    [InlineData("fyers", "NSE:NIFTY2632423050PE", "nse-fo")]
    [InlineData("fyers", "BSE:SENSEX-INDEX", "bse")]
    [InlineData("fyers", "MCX:CRUDEOIL20OCTFUT", "mcx")]
    [InlineData("dhan", "NSE_FNO:49081", "nse-fo")]
    [InlineData("dhan", "IDX_I:13", "nse")]
    [InlineData("dhan", "BSE_EQ:500112", "bse")]
    [InlineData("binance", "BINANCE:BTCUSDT", "24x7")]
    public void An_instrument_has_its_market(string feed, string identity, string market) => Assert.Equal(market, MarketCalendars.MarketOf(feed, identity));
}
