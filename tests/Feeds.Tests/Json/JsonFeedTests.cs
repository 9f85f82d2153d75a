using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

public sealed class JsonFeedTests
{
    private const string Url = "ws://127.0.0.1:1/stream/{stream}";

    [Theory]
    [InlineData("NSE:RELIANCE25JULFUT", "NSE:RELIANCE25JULFUT")]
    [InlineData("BTCUSDT", "JSON:BTCUSDT")]
    [InlineData("JSON:x", "JSON:x")]
    [InlineData("M&M", "JSON:M&M")]
    public void A_name_with_a_venue_is_kept(string symbol, string identity) => Assert.Equal(identity, Feed().Identify(symbol));

    [Theory]
    [InlineData("")]
    [InlineData("A B")]
    [InlineData("A,B")]
    [InlineData(":A")]
    [InlineData("A:")]
    [InlineData("A\0")]
    [InlineData("\u202EA")]
    [InlineData("\ud800")]
    public void What_cannot_be_a_symbol_is_refused(string symbol) => Assert.Throws<FormatException>(() => Feed().Identify(symbol));

    [Fact]
    public void The_subscribe_message_names_the_symbols_as_the_frames_do()
    {
        var feed = Feed("""{"op":"sub","key":"k","list":{symbols}}""");
        var messages = feed.Subscriptions(Some.Plan(feed, FeedMode.Ticker, "M&M", "NSE:A"));
        Assert.Equal("""{"op":"sub","key":"k","list":["M&M","NSE:A"]}""", Encoding.UTF8.GetString(Assert.Single(messages).Span));
        Assert.Empty(Feed().Subscriptions(Some.Plan(feed, FeedMode.Ticker, "A")));
    }

    [Fact]
    public void Its_ticks_carry_what_was_configured()
    {
        Assert.Equal(new KindTraits(HasId: false, HasTime: false, Consecutive: false), Feed().Traits.Of(TickKind.LastPrice));
        var full = Some.Feed("json", Url, fields: Some.FyersFields);
        Assert.Equal(new KindTraits(HasId: true, HasTime: true, Consecutive: false), full.Traits.Of(TickKind.Trade));
        Assert.Equal([FeedMode.Ticker], full.Traits.Modes);
    }

    private static IFeed Feed(string? subscribe = null) => Some.Feed("json", Url, fields: "symbol=s,price=p", subscribe: subscribe);
}
