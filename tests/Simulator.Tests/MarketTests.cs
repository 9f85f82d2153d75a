using System.Text;
using System.Text.RegularExpressions;
using OrleansTicks.Simulator;
using OrleansTicks.Testing;

namespace OrleansTicks.Simulator.Tests;

public partial class MarketTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(SimSymbols.Most)]
    public void Names_are_unique_and_plain(int count)
    {
        var names = SimSymbols.Make(count, seed: 1);
        Assert.Equal(count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.All(names, name => Assert.Matches(Allowed(), name));
    }

    [Fact]
    public void Names_follow_the_seed()
    {
        Assert.Equal(SimSymbols.Make(250, 5), SimSymbols.Make(250, 5));
        Assert.NotEqual(SimSymbols.Make(250, 5), SimSymbols.Make(250, 6));
        Assert.Equal(SimSymbols.Make(50, 5), SimSymbols.Make(250, 5).Take(50));
    }

    [Fact]
    public void The_same_seed_makes_the_same_ticks()
    {
        Assert.Equal(Texts(seed: 3, 2000), Texts(seed: 3, 2000));
        Assert.NotEqual(Texts(seed: 3, 2000), Texts(seed: 4, 2000));
    }

    [Fact]
    public void Ticks_do_not_depend_on_how_many_are_made_at_once() => Assert.Equal(Texts(seed: 3, 2000, atOnce: 1), Texts(seed: 3, 2000, atOnce: 700));

    [Fact]
    public void Some_symbols_are_busy_and_others_quiet()
    {
        var counts = Frames(Maker(1), 20_000, 256).CountBy(frame => frame.Topic.Symbol).Select(pair => pair.Value).OrderDescending().ToList();
        Assert.True(counts[0] > 20 * counts[^1], $"{counts[0]} against {counts[^1]}");
        Assert.Equal(50, counts.Count);
    }

    [Fact]
    public void Trade_ids_rise_by_one_and_update_ids_rise()
    {
        foreach (var topic in Frames(Maker(1), 20_000, 256).Select(frame => (frame.Topic, Frame: Encoding.UTF8.GetString(frame.Payload(combined: false)))).GroupBy(pair => pair.Topic))
        {
            var ids = topic.Select(pair => { Assert.True(BinanceFrame.TryRead(Encoding.UTF8.GetBytes(pair.Frame), out var read)); return (read.TradeId ?? read.UpdateId)!.Value; }).ToList();
            Assert.All(ids.Zip(ids.Skip(1)), pair => Assert.True(topic.Key.Kind == TopicKind.Trade ? pair.Second == pair.First + 1 : pair.Second > pair.First));
        }
    }

    [Fact]
    public async Task A_made_up_market_keeps_its_rate_and_stays_silent_about_strangers()
    {
        var time = new FakeTime();
        using var ledger = new TempFile();
        await using var server = await Some.ServerAsync(new SimulatorOptions { Symbols = ["AAA", "M&M"], Rate = 100, Ledger = ledger.Path }, time);
        await using var client = await Client.ConnectAsync(server, "/ws");
        await client.SubscribeAsync("aaa@trade", "aaa@bookTicker", "m&m@trade", "m&m@bookTicker", "nobody@trade");
        await time.TimersWaiting(5, Some.Cancellation);
        time.Advance(TimeSpan.FromSeconds(2));
        var messages = await client.ReceiveAsync(200);
        Assert.Contains(messages, message => message.Contains("\"s\":\"M&M\"", StringComparison.Ordinal));
        Assert.Contains(messages, message => message.Contains("\"e\":\"trade\"", StringComparison.Ordinal));
        Assert.DoesNotContain(messages, message => message.Contains("NOBODY", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_made_up_market_runs_flat_out_as_its_reader_takes_it()
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions { SymbolCount = 10, Speed = SimulatorSpeed.Max });
        await using var client = await Client.ConnectAsync(server, "/stream?streams=" + string.Join('/', server.Symbols.Select(symbol => $"{symbol.ToLowerInvariant()}@trade")));
        Assert.Equal(50_000, (await client.ReceiveAsync(50_000)).Count);
    }

    private static readonly BinanceWire Binance = new(new SimulatorOptions());

    private static BinanceMaker Maker(int seed)
    {
        var topics = new Dictionary<string, Topic>(StringComparer.Ordinal);
        return new BinanceMaker(SimSymbols.Make(50, 1), seed, firstId: 1000, name => topics.TryGetValue(name, out var topic) ? topic : topics[name] = Binance.MakeTopic(name));
    }

    private static List<string> Texts(int seed, int count, int atOnce = 256) => [.. Frames(Maker(seed), count, atOnce).Select(frame => Encoding.UTF8.GetString(frame.Payload(combined: true)))];

    private static List<Frame> Frames(BinanceMaker maker, int count, int atOnce)
    {
        var frames = new List<Frame>();
        while (frames.Count < count)
        {
            foreach (var block in maker.Make(Math.Min(atOnce, count - frames.Count), DateTimeOffset.UnixEpoch.AddYears(55)))
                frames.AddRange(Enumerable.Range(0, block.Entries.Length).Select(index => new Frame(block, index, null, 0)));
        }

        return frames;
    }

    [GeneratedRegex("^[A-Z0-9&-]+$", RegexOptions.None, 1000)]
    private static partial Regex Allowed();
}
