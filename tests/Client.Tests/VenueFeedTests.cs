using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;
using OrleansTicks.Embedded;
using OrleansTicks.Feeds;

namespace OrleansTicks.Client.Tests;

/// <summary>Whole nodes on the binary wires: sockets, tokens, spool and SQLite, all real; the venue says what its documents say.</summary>
public sealed class VenueFeedTests : IDisposable
{
    private const string Ticker = "02100001350500009a51ce44201a006b";
    private readonly TempFolder _folder = new();
    private readonly TokenVault _vault;

    public VenueFeedTests() => _vault = new TokenVault(_folder.Path, null, TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Dhan_is_asked_with_the_token_and_its_packets_are_stored()
    {
        _vault.Set("dhan", "CANARY-token", "1100", null);
        await using var venue = await Venue.StartAsync();
        await using var node = await StartAsync("dhan", venue, "NSE_EQ:1333");
        var socket = await venue.AcceptAsync();
        Assert.Equal("?version=2&token=CANARY-token&clientId=1100&authType=2", venue.Query);
        Assert.Equal("""{"RequestCode":17,"InstrumentCount":1,"InstrumentList":[{"ExchangeSegment":"NSE_EQ","SecurityId":"1333"}]}""", Encoding.UTF8.GetString(await venue.HearAsync()));
        await Venue.SendAsync(socket, Convert.FromHexString(Ticker + Ticker));
        Assert.Equal(2, (await StopWhenAsync(node, status => status.Accepted == 2)).Totals.Stored);
    }

    [Fact]
    public async Task A_dead_token_is_tried_twice_parks_and_a_new_one_starts_the_stream_again()
    {
        _vault.Set("dhan", "CANARY-dead", "1100", null);
        await using var venue = await Venue.StartAsync();
        await using var node = await StartAsync("dhan", venue, "NSE_EQ:1333");
        for (var tries = 0; tries < 2; tries++) await Venue.SendAsync(await venue.AcceptAsync(), Convert.FromHexString("320a0000000000002703"));   // 807
        var parked = await WhenAsync(node, status => status.State is StreamState.Parked);
        Assert.Equal(Reason.Auth, parked.Reason);
        Assert.DoesNotContain("CANARY", parked.Detail, StringComparison.Ordinal);
        _vault.Set("dhan", "CANARY-new", null, null);
        var socket = await venue.AcceptAsync();
        Assert.Contains("token=CANARY-new", venue.Query, StringComparison.Ordinal);
        await Venue.SendAsync(socket, Convert.FromHexString(Ticker));
        Assert.Equal(1, (await StopWhenAsync(node, status => status.Accepted == 1)).Totals.Stored);
    }

    [Fact]
    public async Task Fyers_is_logged_in_before_it_is_asked_and_hears_acknowledgements()
    {
        _vault.Set("fyers", $"APP:e30.{Convert.ToBase64String("""{"hsm_key":"KEY"}"""u8).TrimEnd('=')}.sig", null, null);
        await using var venue = await Venue.StartAsync();
        venue.Answer = """{"s":"ok","validSymbol":{"NSE:SBIN-EQ":"10100000003045"},"invalidSymbol":[]}""";
        await using var node = await StartAsync("fyers", venue, "NSE:SBIN-EQ");
        var socket = await venue.AcceptAsync();
        Assert.Equal(1, (await venue.HearAsync())[2]);
        await Venue.SendAsync(socket, Convert.FromHexString("000d01020100014b02000400000001"));                                                      // yes, and an acknowledgement for each message
        Assert.Equal(12, (await venue.HearAsync())[2]);
        Assert.Contains("sf|nse_cm|3045", Encoding.ASCII.GetString(await venue.HearAsync()), StringComparison.Ordinal);
        await Venue.SendAsync(socket, Convert.FromHexString("0087060000000700015300010e73667c6e73655f636d7c333034351500014087000f42406affccc86affccc80000000a00000014000140820001408700000005000003e8000007d0000140468000000000013e5c0001424480000000800000000001211000015f9000013f2400013ec00000000102066e73655f636d0433303435075342494e2d4551"));
        Assert.Equal("0009030101000400000007", Convert.ToHexStringLower(await venue.HearAsync()));
        Assert.Equal(7, (await StopWhenAsync(node, status => status.Accepted == 7)).Totals.Stored);   // trade, quote, and five figures of the day
    }

    private async Task<EmbeddedNode> StartAsync(string feed, Venue venue, string symbol)
    {
        var node = new EmbeddedNode(
            new NodeOptions
            {
                Data = _folder.Path, ConnectionDelay = TimeSpan.Zero, Symbols = [symbol], Web = new Web.WebOptions { Listen = "http://127.0.0.1:0" }, Vault = _vault,
                Feed = new FeedSettings { Name = feed, Url = SecretUrl.Parse(venue.Url), LookUp = new Uri(venue.Url.Replace("ws:", "http:", StringComparison.Ordinal)) },
            },
            TimeProvider.System, NullLoggerFactory.Instance);
        await node.StartAsync(Cli.Cancellation);
        return node;
    }

    private static async Task<NodeEnd> StopWhenAsync(EmbeddedNode node, Func<StreamStatus, bool> condition)
    {
        await WhenAsync(node, condition);
        return await node.StopAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task<StreamStatus> WhenAsync(EmbeddedNode node, Func<StreamStatus, bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (node.Streams.List().FirstOrDefault(condition) is { } status) return status;
            await timer.WaitForNextTickAsync(Cli.Cancellation);
        }
    }
}
