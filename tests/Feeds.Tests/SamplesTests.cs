using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

public sealed class SamplesTests
{
    [Theory]
    [InlineData("binance", FeedMode.Ticker, false)]
    [InlineData("binance", FeedMode.Quote, false)]
    [InlineData("binance", FeedMode.Quote, true)]
    [InlineData("json", FeedMode.Ticker, false)]
    public void What_warms_up_is_what_the_feed_reads(string name, FeedMode mode, bool aggregate)
    {
        var feed = FeedFactory.Create(
            new FeedSettings { Name = name, Url = SecretUrl.Parse("ws://127.0.0.1:1/{stream}"), AggregateTrades = aggregate, Json = name == "json" ? JsonFields.Parse("symbol=a.s,price=a.p,size=q,time=t:ns,id=i") : null },
            TimeProvider.System, NullLoggerFactory.Instance);
        var plan = new StreamPlan(new StreamKey(GroupKey.Parse("x"), 0), name, mode, [new Instrument(7, feed.Identify("WARMUP"))]);
        var parser = feed.CreateParser(plan);
        var ticks = new TickBuffer();
        var samples = feed.Samples(plan, 10, 5);
        Assert.All(samples, frame => Assert.Equal(FrameKind.Data, parser.Parse(frame.Span, false, ticks).Kind));
        Assert.Equal(10, ticks.Count);
        Assert.Equal(Enumerable.Range(5, 10).Select(i => (long)i), ticks.Span.ToArray().Select(tick => tick.Identity));
    }
}
