using System.Text;
using System.Text.Json;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

public sealed class BinanceFeedTests
{
    [Theory]
    [InlineData("btcusdt", "BINANCE:BTCUSDT")]
    [InlineData("BINANCE:ethusdt", "BINANCE:ETHUSDT")]
    [InlineData(" 1INCHUSDT ", "BINANCE:1INCHUSDT")]
    public void A_symbol_gets_its_full_name(string symbol, string identity) => Assert.Equal(identity, Some.Feed("binance").Identify(symbol));

    [Theory]
    [InlineData("")]
    [InlineData("NSE:RELIANCE")]
    [InlineData("BTC USDT")]
    [InlineData("btc/usdt")]
    [InlineData("BTC@trade")]
    [InlineData("A\"B")]
    public void What_cannot_be_a_symbol_is_refused_with_an_example(string symbol) =>
        Assert.Contains("BTCUSDT", Assert.Throws<FormatException>(() => Some.Feed("binance").Identify(symbol)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_simulator_speaks_the_same_wire_under_another_name()
    {
        var sim = Some.Feed("sim", "ws://127.0.0.1:1");
        Assert.True(sim.Traits.Simulated);
        Assert.Equal("NSE:RELIANCE25JULFUT", sim.Identify("reliance25julfut"));
        Assert.False(Some.Feed("binance").Traits.Simulated);
        Assert.Null(sim.Traits.Connects);
    }

    [Fact]
    public void Subscriptions_ask_for_all_within_the_size_of_a_message()
    {
        var feed = Some.Feed("binance");
        string[] symbols = [.. Enumerable.Range(0, 130).Select(i => $"S{i}USDT")];
        var messages = feed.Subscriptions(Some.Plan(feed, FeedMode.Quote, symbols)).Select(message => JsonDocument.Parse(message).RootElement).ToList();
        Assert.Equal([1, 2, 3], messages.Select(message => message.GetProperty("id").GetInt32()));
        Assert.All(messages, message => Assert.Equal("SUBSCRIBE", message.GetProperty("method").GetString()));
        Assert.Equal([100, 100, 60], messages.Select(message => message.GetProperty("params").GetArrayLength()));
        var asked = messages.SelectMany(message => message.GetProperty("params").EnumerateArray().Select(stream => stream.GetString()!)).ToList();
        Assert.Equal(asked.Count, asked.Distinct().Count());
        Assert.Contains("s129usdt@bookTicker", asked);
        Assert.Contains("s0usdt@trade", asked);
    }

    [Fact]
    public void Each_mode_asks_for_what_it_carries()
    {
        var feed = Some.Feed("binance");
        Assert.Equal("""{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}""", Encoding.UTF8.GetString(feed.Subscriptions(Some.Plan(feed, FeedMode.Ticker, "BTCUSDT"))[0].Span));
        var aggregate = Some.Feed("binance", aggregate: true);
        Assert.Equal("""{"method":"SUBSCRIBE","params":["btcusdt@aggTrade","btcusdt@bookTicker"],"id":1}""", Encoding.UTF8.GetString(aggregate.Subscriptions(Some.Plan(aggregate, FeedMode.Quote, "BTCUSDT"))[0].Span));
    }

    [Fact]
    public void Limits_and_traits_come_from_the_venues_data_file()
    {
        var traits = Some.Feed("binance").Traits;
        Assert.Equal(512, traits.InstrumentsPerSocket);
        Assert.Equal(3, traits.MessagesPerSecond);
        Assert.Equal(new ConnectBudget(300, TimeSpan.FromMinutes(5)), traits.Connects);
        Assert.True(traits.PlannedAge < TimeSpan.FromHours(24));
        Assert.Equal([FeedMode.Ticker, FeedMode.Quote, FeedMode.Full], traits.Modes);
        Assert.Equal(new KindTraits(HasId: true, HasTime: true, Consecutive: true), traits.Of(TickKind.Trade));
        Assert.Equal(new KindTraits(HasId: true, HasTime: false, Consecutive: false), traits.Of(TickKind.Quote));
        Assert.All(FeedFactory.Names, name => VenueLimits.Load(name));
    }
}
