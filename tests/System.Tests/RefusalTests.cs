using System.Globalization;

namespace OrleansTicks.System.Tests;

/// <summary>What a start refuses, and in which words.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task A_second_node_on_one_file_is_told_who_has_it()
    {
        using var folder = new Folder();
        await using var store = new SqliteRig(folder["ticks.db"]);
        await using var exchange = await Exchange.StartAsync(folder.Root, ["--symbols", "BTCUSDT"]);
        await using var first = await Node.Start(store.Record(folder, exchange.Url, "BTCUSDT")).ReadyAsync();

        await using var second = Node.Start(store.Record(folder, exchange.Url, "BTCUSDT"));

        Assert.Equal(1, await second.Process.ExitAsync());
        Assert.Contains($"already open by pid {first.Process.Id.ToString(CultureInfo.InvariantCulture)}", string.Join('\n', second.Process.Error), StringComparison.Ordinal);
        Assert.Equal(0, await first.StopAsync());
        await using var third = await Node.Start(store.Record(folder, exchange.Url, "BTCUSDT")).ReadyAsync();
        await third.Process.KillAsync();
        await using var fourth = await Node.Start(store.Record(folder, exchange.Url, "BTCUSDT")).ReadyAsync();   // a dead owner is none
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Simulated_and_real_data_never_share_a_store(string kind)
    {
        using var folder = new Folder();
        await using var store = await Rig.StartAsync(kind, folder);
        await using var exchange = await Exchange.StartAsync(folder.Root, ["--symbols", "BTCUSDT"]);
        await using (var real = await Node.Start(store.Record(folder, exchange.Url, "BTCUSDT")).ReadyAsync()) await real.StopAsync();

        await using var simulated = Node.Start(["--feed", "sim", "--store", store.Spec, "--data", folder["data"]]);

        Assert.Equal(1, await simulated.Process.ExitAsync());
        Assert.Contains("holds real data", string.Join('\n', simulated.Process.Error), StringComparison.Ordinal);
        if (kind != "sqlite") return;
        await using var other = new SqliteRig(folder["sim.db"]);
        await using (var made = await Node.Start(["--store", other.Spec, "--data", folder["data"], "--max-stocks", "2"]).ReadyAsync()) await made.StopAsync();
        await using var mixed = Node.Start(other.Record(folder, exchange.Url, "BTCUSDT"));
        Assert.Equal(1, await mixed.Process.ExitAsync());
        Assert.Contains("holds simulated data", string.Join('\n', mixed.Process.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_names_the_option()
    {
        using var folder = new Folder();
        await using var first = await Node.Start(["--data", folder["a"], "--max-stocks", "2"]).ReadyAsync();

        var (exit, output, error) = await TicksProcess.RunAsync(["up", "--data", folder["b"], "--max-stocks", "2", "--listen", first.Address.GetLeftPart(UriPartial.Authority)]);

        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("--listen", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--store", "postgres:Host=127.0.0.1;Username=me;Password=canary-1")]
    [InlineData("--store", "postgresql://me:canary-1@127.0.0.1/market")]
    [InlineData("--password", "canary-1")]
    [InlineData("--token=canary-1")]
    [InlineData("--url", "ws://127.0.0.1:1/?token=canary-1")]
    [InlineData("--url", "ws://me:canary-1@127.0.0.1:1/")]
    public async Task A_secret_on_the_command_line_is_refused_and_not_repeated(params string[] arguments)
    {
        using var folder = new Folder();

        var (exit, output, error) = await TicksProcess.RunAsync(["up", "--feed", "binance", "--symbols", "BTCUSDT", "--data", folder["data"], "--listen", "http://127.0.0.1:0", .. arguments]);

        Assert.InRange(exit, 1, 2);
        Assert.NotEqual("", error);
        Assert.DoesNotContain("canary-1", output + error, StringComparison.Ordinal);
        Assert.Contains("@FILE", error, StringComparison.Ordinal);
    }
}
