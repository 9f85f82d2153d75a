using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

public sealed class FeedFactoryTests
{
    [Theory]
    [InlineData("binanse", "did you mean binance?")]
    [InlineData("jsn", "did you mean json?")]
    [InlineData("zerodha", "'zerodha'. Feeds are binance, coinbase, dhan, fyers, json, kraken, sim.")]
    public void An_unknown_feed_is_not_found_and_the_message_helps(string name, string part)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Some.Feed(name));
        Assert.Equal(StartRefusal.NotFound, refused.Refusal);
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_feed_needs_and_does_not_have_is_named()
    {
        Assert.Contains("--url", Refusal(() => Some.Feed("json", fields: "symbol=s,price=p")), StringComparison.Ordinal);
        Assert.Contains("--json", Refusal(() => Some.Feed("json", "ws://127.0.0.1:1")), StringComparison.Ordinal);
        Assert.Contains("simulator", Refusal(() => Some.Feed("sim")), StringComparison.Ordinal);
        Assert.Contains("belong to the feed json", Refusal(() => Some.Feed("binance", fields: "symbol=s,price=p")), StringComparison.Ordinal);
        Assert.Contains("belong to the feed binance", Refusal(() => Some.Feed("json", "ws://h", aggregate: true, fields: "symbol=s,price=p")), StringComparison.Ordinal);
        Assert.Contains("longest message", Refusal(() => Some.Feed("binance", more: settings => settings with { MaxMessageBytes = 1 })), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_found_in_any_case() => Assert.Equal("binance", Some.Feed("Binance").Name);

    [Fact]
    public void Settings_print_no_secret()
    {
        var text = new FeedSettings { Name = "json", Url = SecretUrl.Parse("wss://u:pass@h/x?token=abcdef"), SubscribeMessage = "{\"key\":\"hush\"}" }.ToString();
        Assert.DoesNotContain("hush", text, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdef", text, StringComparison.Ordinal);
        Assert.DoesNotContain("pass", text, StringComparison.Ordinal);
        Assert.Contains("wss://h/x", text, StringComparison.Ordinal);
    }

    private static string Refusal(Action make)
    {
        var refused = Assert.Throws<StartRefusedException>(make);
        Assert.Equal(StartRefusal.Invalid, refused.Refusal);
        return refused.Message;
    }
}
