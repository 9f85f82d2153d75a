using OrleansTicks.Core;
using OrleansTicks.Web;
using OrleansTicks.Web.Tests;

namespace OrleansTicks.Client.Tests;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sound_node_is_sound()
    {
        await using var cli = await Cli.WithNodeAsync(shape: Sound);
        cli.Control.AllNodes.Add(Some.Node("alpha", isThis: true));
        cli.Control.Streams.Add(Some.Status(0).OwnedBy("alpha"));

        Assert.Equal(0, await cli.RunAsync("doctor", "--data", _folder.Path));

        Assert.Contains("ok    api      node alpha answers\n", cli.Out);
        Assert.Contains("warn  version  the node is 1.2.3+abc", cli.Out);
        Assert.Contains("ok    store    sqlite test, answered 40 ms ago\nok    schema   version 7\nok    lease    profile fast\nok    clock    the store's is 0.003 s behind the node's\n", cli.Out);
        Assert.Contains("ok    nodes    1 live: alpha\nok    streams  1 running\nok    spool    0 rows wait", cli.Out);
        Assert.Contains("warn  gaps     1 today: 1 sequence\n               do: ticks get gaps", cli.Out);
        Assert.Contains("ok    folder   ", cli.Out);
        Assert.DoesNotContain("bad ", cli.Out);
    }

    [Fact]
    public async Task What_is_bad_is_said_with_what_to_do()
    {
        await using var cli = await Cli.WithNodeAsync(shape: source => source with { NotReady = () => "the store is being opened", StoreName = () => "postgres db/ticks" });
        cli.Control.AllNodes.AddRange([Some.Node("alpha", isThis: true), Some.Node("beta", isLive: false)]);
        cli.Control.Node = new NodeTotals { InSpool = 1234, SpoolBytes = 3 << 20, StoreTrouble = "no route", Dropped = 9 };
        cli.Control.Streams.AddRange([Some.Status(0, StreamState.Parked) with { Reason = Reason.Auth, Detail = "401 twice" }, Some.Status(1, StreamState.Unknown)]);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "spool", "a", "0"));
        _folder.Write(Path.Combine("spool", "a", "0", "1.spool.foreign"), "x");
        _folder.Write(Path.Combine("spool", "a", "0", "2.spool.damaged"), "x");

        Assert.Equal(5, await cli.RunAsync("doctor", "--data", _folder.Path));

        Assert.Contains("bad   ready    the store is being opened\n", cli.Out);
        Assert.Contains("bad   store    postgres db/ticks does not answer this node\n               do: ", cli.Out);
        Assert.Contains("warn  nodes    beta at http://beta.example:5080 was last heard 12 s ago\n", cli.Out);
        Assert.Contains($"bad   streams  {Some.Swing.ShortId}/0: parked (auth), 401 twice\n               do: mend what it says, then ticks restart {Some.Swing.ShortId}/0\n", cli.Out);
        Assert.Contains($"bad   streams  {Some.Swing.ShortId}/1: unknown", cli.Out);
        Assert.Contains("bad   spool    1,234 rows wait for the store, 3.0 MiB; the store says: no route\n", cli.Out);
        Assert.Contains("warn  dropped  9 ticks", cli.Out);
        Assert.Contains("1.spool.foreign was written for another store\n", cli.Out);
        Assert.Contains("2.spool.damaged was damaged", cli.Out);

        Assert.Equal(5, await cli.RunAsync("doctor", "--data", _folder.Path, "-o", "json"));
        Assert.False(cli.Json.GetProperty("ok").GetBoolean());
        Assert.Contains(cli.Json.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("verdict").GetString() == "bad" && finding.GetProperty("check").GetString() == "ready");
    }

    [Fact]
    public async Task Where_nobody_answers_the_folder_is_looked_at_all_the_same()
    {
        await using var cli = Cli.Alone();
        Assert.Equal(5, await cli.RunAsync("doctor", "--data", _folder.Path, "--api", "http://127.0.0.1:1"));
        Assert.Contains("bad   api      nobody answers at http://127.0.0.1:1; start a node with ticks up", cli.Out);
        Assert.Contains("ok    folder", cli.Out);
    }

    private static ApiSource Sound(ApiSource source) => source with
    {
        StoreName = () => "sqlite test",
        Store = () => new StoreFacts(7, "fast", TimeSpan.FromMilliseconds(-3)),
        Reach = _ => Task.FromResult(new StoreReach(true, TimeSpan.FromMilliseconds(40))),
    };
}
