using OrleansTicks.Core;

namespace OrleansTicks.Core.Tests.Instruments;

public sealed class InstrumentMasterTests
{
    private static readonly DateOnly Today = new(2025, 7, 30);

    private readonly InstrumentMaster _master = new(
        [
            Entry("NSE:RELIANCE", "NSE_EQ:2885"), Entry("BSE:RELIANCE", "BSE_EQ:500325"), Entry("NSE:TCS", "NSE_EQ:11536"),
            Future("NSE:RELIANCE25JULFUT", new(2025, 7, 31)), Future("NSE:RELIANCE25AUGFUT", new(2025, 8, 28)), Future("NSE:RELIANCE25SEPFUT", new(2025, 9, 25)),
        ],
        DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData("NSE:RELIANCE", "NSE:RELIANCE")]
    [InlineData("nse:reliance25julfut", "NSE:RELIANCE25JULFUT")]
    [InlineData("NSE_EQ:11536", "NSE:TCS")]
    [InlineData("tcs", "NSE:TCS")]
    [InlineData("RELIANCE", "NSE:RELIANCE BSE:RELIANCE")]              // ambiguous; its futures are not meant
    [InlineData("RELIANCE-FUT-1", "NSE:RELIANCE25JULFUT")]
    [InlineData("NSE:RELIANCE-FUT-2", "NSE:RELIANCE25AUGFUT")]
    [InlineData("RELIANCE-FUT-4", "")]
    [InlineData("MCX:RELIANCE-FUT-1", "")]
    [InlineData("INFY", "")]
    public void What_people_type_is_found(string text, string names) => Assert.Equal(names, string.Join(' ', _master.Find(text, Today).Select(entry => entry.Name)));

    [Fact]
    public void A_rolling_alias_rolls_the_day_after_the_expiry()
    {
        Assert.Equal("NSE:RELIANCE25JULFUT", Assert.Single(_master.Find("RELIANCE-FUT-1", new(2025, 7, 31))).Name);
        Assert.Equal("NSE:RELIANCE25AUGFUT", Assert.Single(_master.Find("RELIANCE-FUT-1", new(2025, 8, 1))).Name);
        // Never two months at once, and in the order of their ends, whatever the day.
        for (var day = new DateOnly(2025, 6, 1); day < new DateOnly(2025, 10, 1); day = day.AddDays(1))
        {
            var chain = Enumerable.Range(1, 3).SelectMany(place => _master.Find($"RELIANCE-FUT-{place}", day)).ToList();
            Assert.Equal(_master.Entries.Where(entry => entry.Expiry >= day).OrderBy(entry => entry.Expiry).Select(entry => entry.Name), chain.Select(entry => entry.Name));
        }
    }

    [Fact]
    public void Two_days_lists_differ_by_what_came_left_and_changed()
    {
        MasterEntry[] now =
        [
            Entry("NSE:RELIANCE", "NSE_EQ:2885") with { Tick = "0.1" }, Entry("BSE:RELIANCE", "BSE_EQ:500999"), Entry("NSE:TATACONS", "NSE_EQ:11536"), Entry("NSE:NEWCO", "NSE_EQ:1"),
            Future("NSE:RELIANCE25SEPFUT", new(2025, 9, 25)) with { Lot = "250" },
        ];
        Assert.Equal(
            [
                "Listed NSE:NEWCO ", "Renamed NSE:TATACONS NSE:TCS -> NSE:TATACONS", "Expired NSE:RELIANCE25JULFUT 2025-07-31", "Delisted NSE:RELIANCE25AUGFUT 2025-08-28",
                "Code BSE:RELIANCE BSE_EQ:500325 -> BSE_EQ:500999", "Lot NSE:RELIANCE25SEPFUT  -> 250", "Tick NSE:RELIANCE  -> 0.1",
            ],
            MasterChange.Between(_master.Entries, now, new(2025, 8, 1)).Select(change => $"{change.Kind} {change.Name} {change.Detail}"));
        Assert.Empty(MasterChange.Between(now, now, Today));
    }

    private static MasterEntry Entry(string name, string code) => new() { Name = name, Code = code, Kind = InstrumentKind.Equity, Underlying = name[4..] };

    private static MasterEntry Future(string name, DateOnly expiry) => new() { Name = name, Code = $"NSE_FNO:{expiry.DayNumber}", Kind = InstrumentKind.Future, Underlying = "RELIANCE", Expiry = expiry };
}
