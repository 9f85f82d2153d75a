using System.CommandLine;
using OrleansTicks.Core;

namespace OrleansTicks.Client.Tests;

public sealed class UpOptionsTests
{
    [Fact]
    public void The_defaults_are_the_predecessors()
    {
        var up = Read();
        Assert.Equal("sim", up.Node.Feed.Name);
        Assert.Equal((50, 250, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30)), (up.Node.StocksPerConnection, up.Node.MaxStocks, up.Node.ConnectionDelay, up.MonitorInterval));
        Assert.Null(up.Node.Mode);
        Assert.Null(up.Node.Keep);
        Assert.Equal("http://127.0.0.1:5080", up.Node.Web.Listen);
        Assert.Equal("/home/trader/.local/share/orleansticks", up.Node.Data);
        Assert.Equal("sqlite:/home/trader/.local/share/orleansticks/ticks-sim.db", up.Node.StoreText);
        Assert.Equal("sqlite:/home/trader/.local/share/orleansticks/ticks.db", Read("--feed", "binance").Node.StoreText);
    }

    [Fact]
    public void What_nodes_of_one_store_agree_on_is_said_by_options()
    {
        var alone = Read().Node;
        Assert.Equal((Environment.MachineName, null, StoreLoss.Ask, false, false), (alone.Node, alone.LeaseProfile, alone.OnStoreLoss, alone.Standby, alone.AllowDrills));
        var second = Read("--node", "n2", "--lease", "fast", "--on-store-loss", "read", "--standby", "--allow-drills").Node;
        Assert.Equal(("n2", "fast", StoreLoss.Read, true, true), (second.Node, second.LeaseProfile, second.OnStoreLoss, second.Standby, second.AllowDrills));
    }

    [Fact]
    public void Every_fault_of_a_node_is_in_one_message()
    {
        var wrong = Read().Node with { Node = "", LeaseProfile = "slow", MaxStocks = 0 };
        var message = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(wrong.Validate).Message;
        Assert.All(["--node", "--lease slow must be default or fast", "--max-stocks"], part => Assert.Contains(part, message));
    }

    [Fact]
    public void The_presets_are_the_predecessors_and_what_is_said_wins()
    {
        var hft = Read("--profile", "hft");
        Assert.Equal((30, 300, 2.0, 15.0, null), (hft.Node.StocksPerConnection, hft.Node.MaxStocks, hft.Node.ConnectionDelay.TotalSeconds, hft.MonitorInterval.TotalSeconds, hft.Node.Mode));
        var dev = Read("--profile", "dev");
        Assert.Equal((20, 100, 3.0, 60.0, FeedMode.Ticker), (dev.Node.StocksPerConnection, dev.Node.MaxStocks, dev.Node.ConnectionDelay.TotalSeconds, dev.MonitorInterval.TotalSeconds, dev.Node.Mode));
        var own = Read("--profile", "dev", "--stocks-per-connection=7", "--mode", "quote", "--monitor-interval", "5", "--connection-delay", "100ms");
        Assert.Equal((7, 100, 0.1, 5.0, FeedMode.Quote), (own.Node.StocksPerConnection, own.Node.MaxStocks, own.Node.ConnectionDelay.TotalSeconds, own.MonitorInterval.TotalSeconds, own.Node.Mode));
    }

    [Fact]
    public void The_predecessors_lines_still_work()
    {
        var up = Read("--stocks-per-connection=40", "--max-stocks=200", "--litemode", "--connection-delay=2", "--monitor-interval=15", "--loglevel", "debug");
        Assert.Equal((40, 200, 2.0, 15.0, FeedMode.Ticker), (up.Node.StocksPerConnection, up.Node.MaxStocks, up.Node.ConnectionDelay.TotalSeconds, up.MonitorInterval.TotalSeconds, up.Node.Mode));
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Debug, up.Level);
    }

    [Fact]
    public void A_json_feed_is_described_whole()
    {
        using var folder = new TempFolder();
        var up = Read(
            "--feed", "json", "--url", "@" + folder.Write("url", "wss://example.com/feed/{stream}?token=canary\n"), "--json", "symbol=s,price=ltp,time=ts:ns,id=seq",
            "--subscribe", "@" + folder.Write("hello", "{\"key\":\"canary\"}"), "--symbols", "A, B", "--keep", "7d", "--for", "20s");
        Assert.Equal("wss://example.com/feed/{stream}", up.Node.Feed.Url!.ToString());
        Assert.Equal("seq", up.Node.Feed.Json!.Id);
        Assert.Equal(["A", "B"], up.Node.Symbols);
        Assert.Equal((TimeSpan.FromDays(7), TimeSpan.FromSeconds(20)), (up.Node.Keep, up.For));
        Assert.DoesNotContain("canary", up.ToString());
        Assert.True(Read("--feed", "binance", "--trades", "aggregate").Node.Feed.AggregateTrades);
    }

    [Fact]
    public void A_store_in_the_environment_may_hold_a_password_and_is_overruled_by_the_command_line()
    {
        var world = World(("TICKS_STORE", "postgres:Host=db;Password=canary"));
        Assert.True(Read(world).Node.StoreIsSecret);
        Assert.DoesNotContain("canary", Read(world).ToString());
        var given = Read(world, "--store", "sqlite:/tmp/x.db");
        Assert.Equal(("sqlite:/tmp/x.db", false), (given.Node.StoreText, given.Node.StoreIsSecret));
        Assert.False(Read("--store", "postgres:Host=db;Username=me").Node.StoreIsSecret);
    }

    [Theory]
    [InlineData("--litemode", "--mode", "quote")]
    [InlineData("--json", "price=1")]
    [InlineData("--url", "http://example.com")]
    [InlineData("--store", "mysql:x")]
    [InlineData("--api-key", "@/nowhere/at/all")]
    public void What_cannot_be_is_a_usage_error(params string[] args) => Assert.Equal(ExitCode.Usage, Assert.Throws<CommandFailure>(() => Read(args)).ExitCode);

    [Fact]
    public void The_data_folder_follows_the_standard() =>
        Assert.Equal("/data/orleansticks", Read(World(("XDG_DATA_HOME", "/data"))).Node.Data);

    private static Surroundings World(params (string Name, string Value)[] variables)
    {
        var known = variables.Append(("HOME", "/home/trader")).ToDictionary(pair => pair.Item1, pair => pair.Item2);
        return new Surroundings { Out = TextWriter.Null, Error = TextWriter.Null, Variable = known.GetValueOrDefault };
    }

    private static UpSettings Read(params string[] args) => Read(World(), args);

    private static UpSettings Read(Surroundings world, params string[] args)
    {
        var (options, api) = (new UpOptions(), new ApiOptions());
        var command = new RootCommand { api.Key };
        options.AddTo(command);
        var parsed = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        Assert.Empty(parsed.Errors);
        return options.Read(parsed, world, api.KeyOf(parsed));
    }
}
