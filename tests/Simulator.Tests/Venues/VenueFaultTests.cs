using System.Net;
using System.Net.WebSockets;
using System.Text;
using OrleansTicks.Simulator;

namespace OrleansTicks.Simulator.Tests;

/// <summary>The scripted faults on every wire beside the first.</summary>
public sealed class VenueFaultTests : IDisposable
{
    private readonly TempFile _ledger = new();

    public void Dispose() => _ledger.Dispose();

    public static TheoryData<string> Feeds => new("dhan", "fyers", "coinbase", "kraken");

    [Theory]
    [MemberData(nameof(Feeds))]
    public async Task Close_and_dup(string feed)
    {
        await using var server = await ServerAsync(feed, "frame=40,do=dup", "frame=100,do=close:1012");
        await using var client = await SubscribedAsync(server, feed);
        Assert.Equal(1012, (await client.ReadToEndAsync()).Code);
        await server.WhenConnectionsEnded();
        var lines = await Some.LedgerAsync(server, _ledger.Path);
        Assert.Equal((99, 1), (lines.Data("sent").Count(), lines.Data("fault").Count()));
        var doubled = lines.Data("fault").Single();
        Assert.Equal(lines.Data("sent").Single(line => line.GetProperty("frame").GetInt32() == 40).Text("seq"), doubled.Text("seq"));
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public async Task Cut(string feed)
    {
        await using var server = await ServerAsync(feed, "frame=60,do=cut");
        await using var client = await SubscribedAsync(server, feed);
        Assert.Null((await client.ReadToEndAsync()).Code);
        await server.WhenConnectionsEnded();
        Assert.Equal(60, (await Some.LedgerAsync(server, _ledger.Path)).Data("sent").Count());
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public async Task Drop_garbage_and_swap(string feed)
    {
        await using var server = await ServerAsync(feed, "frame=30,do=drop", "frame=40,do=garbage", "frame=50,do=swap", "frame=100,do=close:1012");
        await using var client = await SubscribedAsync(server, feed);
        Assert.Equal(1012, (await client.ReadToEndAsync()).Code);
        await server.WhenConnectionsEnded();
        var lines = await Some.LedgerAsync(server, _ledger.Path);
        Assert.Equal((99, "garbage"), (lines.Data("sent").Count(), lines.Data("fault").Single().Text("kind")));
        Assert.True(lines.Data("missed").Count() >= 2);
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public async Task Mute_misses_what_passes_and_then_goes_on(string feed)
    {
        await using var server = await ServerAsync(feed, "frame=20,do=mute:300ms", "frame=80,do=close:1012");
        await using var client = await SubscribedAsync(server, feed);
        Assert.Equal(1012, (await client.ReadToEndAsync()).Code);
        await server.WhenConnectionsEnded();
        var lines = await Some.LedgerAsync(server, _ledger.Path);
        Assert.Equal(80, lines.Data("sent").Count());
        Assert.NotEmpty(lines.Data("missed"));
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public async Task Refuse(string feed)
    {
        await using var server = await ServerAsync(feed, "frame=10,do=close:1001", "frame=10,do=refuse:503");
        await using (var client = await SubscribedAsync(server, feed)) await client.ReadToEndAsync();
        await using var refused = new Client();
        await Assert.ThrowsAsync<WebSocketException>(() => refused.OpenAsync(server, PathOf(feed)));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Socket.HttpStatusCode);
        await using var welcome = await SubscribedAsync(server, feed);
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public async Task Flat_out_the_reader_pulls(string feed)
    {
        await using var server = await Some.ServerAsync(new SimulatorOptions
        {
            Feed = feed, Symbols = [SymbolOf(feed)], Speed = SimulatorSpeed.Max, Ledger = _ledger.Path, Faults = ["frame=5000,do=close:1000"],
        });
        await using var client = await SubscribedAsync(server, feed);
        Assert.Equal(1000, (await client.ReadToEndAsync()).Code);
        await server.WhenConnectionsEnded();
        var sent = (await Some.LedgerAsync(server, _ledger.Path)).Data("sent").ToList();
        Assert.Equal(Enumerable.Range(0, 5000), sent.Select(line => line.GetProperty("frame").GetInt32()));
    }

    private static string SymbolOf(string feed) => feed switch { "dhan" => "A=NSE_EQ:1333", "fyers" => "NSE:SBIN-EQ=3045", "coinbase" => "BTC-USD", _ => "BTC/USD" };

    private static string PathOf(string feed) => feed == "dhan" ? "/?version=2&token=T&clientId=1&authType=2" : "/";

    private static async Task<Client> SubscribedAsync(SimulatorServer server, string feed)
    {
        var client = await Client.ConnectAsync(server, PathOf(feed));
        switch (feed)
        {
            case "dhan":
                await client.SendAsync("""{"RequestCode":15,"InstrumentCount":1,"InstrumentList":[{"ExchangeSegment":"NSE_EQ","SecurityId":"1333"}]}""");
                break;
            case "fyers":
                await client.SendAsync([0, 0, 1, 1, 1, 0, 1, (byte)'K']);
                await client.SendAsync([0, 0, 4, 2, 1, 0, 17, 0, 1, 14, .. Encoding.ASCII.GetBytes("sf|nse_cm|3045"), 2, 0, 1, 11]);
                break;
            case "coinbase":
                await client.SendAsync("""{"type":"subscribe","product_ids":["BTC-USD"],"channels":["matches"]}""");
                break;
            default:
                await client.SendAsync("""{"method":"subscribe","params":{"channel":"trade","symbol":["BTC/USD"]}}""");
                break;
        }

        return client;
    }

    private Task<SimulatorServer> ServerAsync(string feed, params string[] faults) =>
        Some.ServerAsync(new SimulatorOptions { Feed = feed, Symbols = [SymbolOf(feed)], Rate = 400, Ledger = _ledger.Path, Faults = faults });
}
