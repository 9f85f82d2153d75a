using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansTicks.System.Tests;

/// <summary>How a node ends, and what it says of what it leaves behind.</summary>
public sealed partial class SignalTests
{
    /// <summary>The promise is ten seconds; the rest is for a busy machine to end a process.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(14);

    private static readonly string[] Symbols = ["BTCUSDT", "ETHUSDT"];

    [Theory]
    [InlineData(TicksProcess.Terminate)]
    [InlineData(TicksProcess.Interrupt)]
    public async Task A_signal_under_load_stores_what_was_accepted_and_leaves_nothing(int signal)
    {
        using var folder = new Folder();
        await using var store = new SqliteRig(folder["ticks.db"]);
        await using var exchange = await BusyAsync(folder);
        await using var node = Node.Start(store.Record(folder, exchange.Url, string.Join(',', Symbols)));
        await node.TotalsAsync("it is at work", totals => totals.Stored > 5_000);

        Assert.True(await node.StopAsync(signal, Promised) == 0, node.Process.Tail);

        var (stored, left) = LastWords(node);
        Assert.Equal(0, left);
        Assert.Equal(stored, (await store.KeysAsync(Symbols)).Count);
        Assert.Empty(SpoolFiles(folder));
    }

    [Fact]
    public async Task With_its_database_down_it_names_what_stays_and_the_next_start_stores_it()
    {
        using var folder = new Folder();
        await using var store = await PostgresRig.StartAsync(folder);
        await using var exchange = await BusyAsync(folder);
        long stored, left;
        await using (var node = Node.Start(store.Record(folder, exchange.Url, string.Join(',', Symbols))))
        {
            await node.TotalsAsync("it is at work", totals => totals.Stored > 1_000);
            await store.Server.StopHardAsync();
            await node.TotalsAsync("rows wait in the spool", totals => totals.InSpool > 1_000);
            Assert.True(await node.StopAsync(TicksProcess.Terminate, Promised) == 1, node.Process.Tail);
            (stored, left) = LastWords(node);
            Assert.InRange(left, 1_001, long.MaxValue);
        }

        // Still down: a start that is stopped again must not claim that nothing is left.
        await using (var node = Node.Start(store.Record(folder, exchange.Url, string.Join(',', Symbols))))
        {
            await node.Process.LineAsync("that the store is away", line => line.Contains("cannot be opened yet", StringComparison.Ordinal));
            Assert.True(await node.StopAsync(TicksProcess.Terminate, Promised) == 1, node.Process.Tail);
            Assert.Contains("spool", node.Process.Error[^1], StringComparison.Ordinal);
            Assert.DoesNotContain("nothing stays", node.Process.Error[^1], StringComparison.Ordinal);
        }

        await exchange.StopAsync();
        await store.Server.StartAsync();
        await using (var node = await Node.Start(store.Record(folder, exchange.Url, string.Join(',', Symbols))).ReadyAsync())
        {
            Assert.True(await node.StopAsync(TicksProcess.Terminate, Promised) == 0, node.Process.Tail);
        }

        Assert.Equal(stored + left, (await store.KeysAsync(Symbols)).Count);
        Assert.Empty(SpoolFiles(folder));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task With_its_store_hanging_it_ends_in_time_and_names_what_stays(string kind)
    {
        using var folder = new Folder();
        await using var store = await Rig.StartAsync(kind, folder);
        await using var exchange = await BusyAsync(folder);
        long stored, left;
        await using (var node = Node.Start(store.Record(folder, exchange.Url, string.Join(',', Symbols))))
        {
            await node.TotalsAsync("it is at work", totals => totals.Stored > 1_000);
            var held = await store.HoldAsync();
            try
            {
                await node.TotalsAsync("rows wait in the spool", totals => totals.InSpool > 1_000);
                Assert.True(await node.StopAsync(TicksProcess.Interrupt, Promised) == 1, node.Process.Tail);
                (stored, left) = LastWords(node);
                Assert.InRange(left, 1_001, long.MaxValue);
            }
            finally
            {
                await held.DisposeAsync();
            }
        }

        await exchange.StopAsync();
        await using (var node = await Node.Start(store.Record(folder, exchange.Url, string.Join(',', Symbols))).ReadyAsync())
            Assert.True(await node.StopAsync(TicksProcess.Terminate, Promised) == 0, node.Process.Tail);
        Assert.Equal(stored + left, (await store.KeysAsync(Symbols)).Count);
    }

    [Fact]
    public async Task A_second_signal_ends_at_once_and_costs_nothing_that_was_accepted()
    {
        using var folder = new Folder();
        await using var store = new SqliteRig(folder["ticks.db"]);
        await using var exchange = await BusyAsync(folder);
        long accepted;
        await using (var node = Node.Start(store.Record(folder, exchange.Url, string.Join(',', Symbols))))
        {
            await node.TotalsAsync("it is at work", totals => totals.Stored > 1_000);
            await using (await store.HoldAsync())
            {
                accepted = (await node.TotalsAsync("rows wait in the spool", totals => totals.InSpool > 1_000)).Accepted;
                node.Process.Signal(TicksProcess.Interrupt);
                await Patience.UntilAsync("it is stopping", async () => (await node.TextAsync("/readyz")).Body.Contains("stopping", StringComparison.Ordinal), () => node.Process.Tail);
                Assert.NotEqual(0, await node.StopAsync(TicksProcess.Interrupt, TimeSpan.FromSeconds(4)));
                Assert.DoesNotContain(node.Process.Error, line => line.StartsWith("stored ", StringComparison.Ordinal));
            }
        }

        await exchange.StopAsync();
        await using (var node = await Node.Start(store.Record(folder, exchange.Url, string.Join(',', Symbols))).ReadyAsync())
            Assert.True(await node.StopAsync(TicksProcess.Terminate, Promised) == 0, node.Process.Tail);
        Assert.InRange((await store.KeysAsync(Symbols)).Count, accepted, long.MaxValue);
    }

    private static Task<Exchange> BusyAsync(Folder folder) => Exchange.StartAsync(folder.Root, ["--symbols", string.Join(',', Symbols), "--rate", "5000"]);

    /// <summary>What the last line says: stored, and still in the spool.</summary>
    private static (long Stored, long Left) LastWords(Node node)
    {
        var said = Said().Match(node.Process.Error[^1]);
        Assert.True(said.Success, node.Process.Tail);
        return (Number(said.Groups["stored"].Value), said.Groups["left"].Value is { Length: > 0 } left ? Number(left) : 0);

        static long Number(string text) => long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> SpoolFiles(Folder folder) => Directory.EnumerateFiles(folder["data"], "*.spool*", SearchOption.AllDirectories);

    [GeneratedRegex("^stored (?<stored>[0-9,]+) ticks; (nothing stays in the spool$|(?<left>[0-9,]+) stay in the spool )", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Said();
}
