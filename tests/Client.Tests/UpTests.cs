using OrleansTicks.Core;
using OrleansTicks.Embedded;

namespace OrleansTicks.Client.Tests;

/// <summary>Whole nodes in this process: simulator, corridor, SQLite and API, all real.</summary>
public sealed class UpTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string[] Up => On("http://127.0.0.1:0");

    private string[] On(string listen) => ["up", "--data", _folder.Path, "--listen", listen, "--connection-delay", "0s", "--max-stocks", "40", "--stocks-per-connection", "20", "-o", "json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Up_for_a_while_prints_one_object_and_the_store_holds_what_it_says()
    {
        await using var cli = Cli.Alone();

        Assert.Equal(0, await cli.RunAsync([.. Up, "--for", "3s"]));

        Assert.Equal(
            ["streams", "symbols", "received", "accepted", "stored", "duplicates", "spare", "rejected", "dropped", "gaps", "reconnects", "inSpool"],
            cli.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal((2, 40), (cli.Json.GetProperty("streams").GetInt32(), cli.Json.GetProperty("symbols").GetInt32()));
        var stored = cli.Json.GetProperty("stored").GetInt64();
        Assert.True(stored > 0);
        Assert.Equal(stored, cli.Json.GetProperty("received").GetInt64());
        Assert.Contains("nothing stays in the spool", cli.Error);

        var rows = 0L;
        await cli.RunAsync("sim", "symbols", "--count", "40");
        foreach (var name in cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var kind in new[] { "trade", "quote" })
            {
                Assert.Equal(0, await cli.RunAsync("export", $"NSE:{name}", "--kind", kind, "--data", _folder.Path));
                rows += cli.Out.Count(c => c == '\n') - 1;
            }
        }

        Assert.Equal(stored, rows);
    }

    [Fact]
    public async Task A_stopped_group_stays_stopped_until_it_is_started()
    {
        await using (var node = await StartAsync())
        {
            Assert.All(node.Streams.List(), stream => Assert.NotEqual(StreamState.Stopped, stream.State));
            Assert.Equal(2, (await node.Streams.StopAsync(null, Cli.Cancellation)).Count);
            await node.StopAsync(TimeSpan.FromSeconds(10));
        }

        await using (var node = await StartAsync())
        {
            var key = Assert.Single(node.Streams.List().Select(stream => stream.Key.Group.ShortId).Distinct());
            Assert.Contains($"ticks start {key}", Assert.Single(node.Notices));
            Assert.All(node.Streams.List(), stream => Assert.Equal(StreamState.Stopped, stream.State));
            await node.Streams.StartAsync(new StartRequest { Key = key }, Cli.Cancellation);
            await node.StopAsync(TimeSpan.FromSeconds(10));
        }

        await using (var node = await StartAsync())
        {
            Assert.Empty(node.Notices);
            Assert.All(node.Streams.List(), stream => Assert.NotEqual(StreamState.Stopped, stream.State));
            await node.StopAsync(TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task A_second_node_on_one_file_is_told_who_has_it()
    {
        await using var node = await StartAsync();
        await using var cli = Cli.Alone();
        Assert.Equal(1, await cli.RunAsync(Up));
        Assert.Contains($"already open by pid {Environment.ProcessId}", cli.Error);
    }

    [Fact]
    public async Task A_taken_port_names_the_option_in_one_line()
    {
        await using var other = await Cli.WithNodeAsync();
        await using var cli = Cli.Alone();
        Assert.Equal(1, await cli.RunAsync(On(other.Address.ToString())));
        Assert.Contains("--listen", Assert.Single(cli.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task An_address_for_others_needs_a_key()
    {
        await using var cli = Cli.Alone();
        Assert.Equal(2, await cli.RunAsync(On("http://0.0.0.0:5080")));
        Assert.Contains("--api-key @FILE", cli.Error);
    }

    [Theory]
    [InlineData(4, "did you mean binance?", "--feed", "binanc")]
    [InlineData(2, "--symbols", "--feed", "binance", "--url", "ws://127.0.0.1:1")]
    [InlineData(2, "--max-stocks 40", "--symbols", "@many")]
    [InlineData(2, "which does not exist", "--store", "sqlite:/nowhere/at/all/ticks.db")]
    [InlineData(2, "symbol 'A B' must be", "--symbols", "A B")]
    public async Task A_start_that_cannot_be_says_why(int exit, string said, params string[] args)
    {
        await using var cli = Cli.Alone();
        var many = _folder.Write("many", string.Join('\n', Enumerable.Range(0, 41).Select(number => $"S{number}")));
        Assert.Equal(exit, await cli.RunAsync([.. Up, .. args.Select(arg => arg == "@many" ? "@" + many : arg)]));
        Assert.Contains(said, cli.Error);
    }

    [Fact]
    public async Task The_mode_of_a_known_group_is_not_changed_in_silence()
    {
        await using var cli = Cli.Alone();
        Assert.Equal(0, await cli.RunAsync([.. Up, "--for", "100ms", "--symbols", "TCS"]));
        Assert.Equal(1, await cli.RunAsync([.. Up, "--for", "100ms", "--symbols", "TCS", "--litemode"]));
        Assert.Contains("known with mode quote", cli.Error);
    }

    [Fact]
    public async Task Export_takes_three_names_and_lists_what_is_ambiguous()
    {
        await using var cli = Cli.Alone();
        Assert.Equal(0, await cli.RunAsync([.. Up, "--for", "100ms", "--symbols", "RELIANCE25JULFUT,RELIANCE25AUGFUT,TCS25JULFUT"]));

        foreach (var name in new[] { "NSE:TCS25JULFUT", "tcs25julfut", "tcs" })
        {
            Assert.Equal(0, await cli.RunAsync("export", name, "--data", _folder.Path));
            Assert.StartsWith("id,time,received,price,size\n", cli.Out, StringComparison.Ordinal);
        }

        Assert.Equal(2, await cli.RunAsync("export", "reliance", "--data", _folder.Path));
        Assert.Contains("NSE:RELIANCE25JULFUT, NSE:RELIANCE25AUGFUT", Ordered(cli.Error));
        Assert.Empty(cli.Out);
        Assert.Equal(4, await cli.RunAsync("export", "nobody", "--data", _folder.Path));
        Assert.Equal(2, await cli.RunAsync("export", "tcs", "--from", "2026-01-06", "--to", "2026-01-05"));

        static string Ordered(string error) => error.Replace("NSE:RELIANCE25AUGFUT, NSE:RELIANCE25JULFUT", "NSE:RELIANCE25JULFUT, NSE:RELIANCE25AUGFUT", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_ends_it_in_good_order()
    {
        await using var cli = Cli.Alone();
        using var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await cli.RunAsync(interrupt.Token, Up));
        Assert.Contains("nothing stays in the spool", cli.Error);
        Assert.True(cli.Json.GetProperty("streams").GetInt32() is 0 or 2);
    }

    [Theory]
    [InlineData(false, 0, "nothing stays in the spool")]
    [InlineData(true, 1, "what an earlier run received stays in the spool")]
    public async Task A_store_that_is_away_is_waited_for_and_an_older_spool_is_not_forgotten(bool spooled, int exit, string said)
    {
        if (spooled) File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, "spool", $"{Guid.NewGuid()}", "0")).FullName, "1-1.spool"), "rows");
        await using var cli = Cli.Alone();
        using var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        Assert.Equal(exit, await cli.RunAsync(interrupt.Token, [.. Up, "--store", "postgres:Host=127.0.0.1;Port=1;Username=nobody"]));
        Assert.Contains("The store cannot be opened yet", cli.Error);
        Assert.Contains(said, cli.Error);
    }

    private async Task<EmbeddedNode> StartAsync()
    {
        var options = new NodeOptions
        {
            Data = _folder.Path, MaxStocks = 40, StocksPerConnection = 20, ConnectionDelay = TimeSpan.Zero, Keep = TimeSpan.FromDays(7), Web = new Web.WebOptions { Listen = "http://127.0.0.1:0" },
        };
        var node = new EmbeddedNode(options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await node.StartAsync(Cli.Cancellation);
        return node;
    }
}
