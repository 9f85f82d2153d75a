using System.Text.Json;

namespace OrleansTicks.Client.Tests;

public sealed class DecodeCommandTests
{
    [Fact]
    public async Task Hex_and_base64_say_the_same()
    {
        const string ticker = "02100001350500009a51ce44201a006b";
        await using var cli = Cli.Alone();
        cli.In = $"{ticker}\n{Convert.ToBase64String(Convert.FromHexString(ticker))}\n";
        Assert.Equal(ExitCode.Ok, await cli.RunAsync("decode", "--feed", "dhan"));
        var lines = cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines[0], lines[1]);
        var packet = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal(("data", "ticker", "1650.55", "2026-11-20T04:30:00.000Z"),
            (packet.GetProperty("verdict").GetString(), packet.GetProperty("packet").GetString(), packet.GetProperty("lastPrice").GetString(), packet.GetProperty("lastTime").GetString()));
    }

    [Fact]
    public async Task State_is_kept_from_line_to_line()
    {
        await using var cli = Cli.Alone();
        const string snapshot = "0087060000000100015300010e73667c6e73655f636d7c333034351500014087000f42406affccc86affccc80000000a00000014000140820001408700000005000003e8000007d0000140468000000000013e5c0001424480000000800000000001211000015f9000013f2400013ec00000000102066e73655f636d0433303435075342494e2d4551";
        cli.In = $"{snapshot}\n000e060000000200014c000100014091\n000e060000000300014c000900014091";
        Assert.Equal(ExitCode.Ok, await cli.RunAsync("decode", "--feed", "fyers"));
        var packets = cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["data", "data", "rejected"], packets.Select(packet => packet.GetProperty("verdict").GetString()));
        Assert.Equal("820.65", packets[1].GetProperty("fields").GetProperty("ltp").GetString());
        Assert.Equal("820.5", packets[1].GetProperty("fields").GetProperty("bid_price").GetString());
    }

    [Fact]
    public async Task What_is_no_frame_is_named_by_its_line_and_the_others_are_read()
    {
        await using var cli = Cli.Alone();
        cli.In = "nonsense!\n{\"channel\":\"heartbeat\"}\n";
        Assert.Equal(ExitCode.Error, await cli.RunAsync("decode", "--feed", "kraken"));
        Assert.Contains("line 1", cli.Error, StringComparison.Ordinal);
        Assert.Equal("heartbeat", cli.Json.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task An_unknown_wire_is_refused_by_name()
    {
        await using var cli = Cli.Alone();
        Assert.Equal(ExitCode.Usage, await cli.RunAsync("decode", "--feed", "zerodha"));
        Assert.Contains("binance, coinbase, dhan, fyers, kraken", cli.Error, StringComparison.Ordinal);
    }
}
