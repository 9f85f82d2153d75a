using System.Buffers.Binary;
using System.Net;
using System.Net.WebSockets;
using OrleansTicks.Core;
using OrleansTicks.Simulator;
using OrleansTicks.Testing;

namespace OrleansTicks.Simulator.Tests;

public sealed class DhanTests : IDisposable
{
    private const string Path = "/?version=2&token=T&clientId=1000000001&authType=2";
    private static readonly SimulatorOptions Dhan = new() { Feed = "dhan", Rate = 500 };
    private readonly TempFile _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Theory]
    [InlineData(15, 2, 16)]
    [InlineData(17, 4, 50)]
    [InlineData(21, 8, 162)]
    public async Task Each_mode_has_its_packet_behind_the_previous_close(int code, int packet, int size)
    {
        await using var server = await Some.ServerAsync(Dhan);
        await using var client = await Client.ConnectAsync(server, Path);
        await client.SendAsync(Request(code, ("NSE_EQ", "1333")));
        var packets = await PacketsAsync(client, 20);
        Assert.Equal((6, 16), (packets[0][0], packets[0].Length));
        Assert.All(packets[1..], bytes => Assert.Equal((packet, size, 1, 1333u), (bytes[0], bytes.Length, bytes[3], BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)))));
    }

    [Fact]
    public async Task A_derivative_in_quote_mode_has_open_interest_too()
    {
        await using var server = await Some.ServerAsync(Dhan);
        await using var client = await Client.ConnectAsync(server, Path);
        await client.SendAsync(Request(17, ("NSE_FNO", "49081")));
        Assert.Equal([2, 5, 6], (await PacketsAsync(client, 20)).Select(packet => (int)packet[0]).Where(code => code != 4).Distinct().Append(2).Order());
    }

    [Fact]
    public async Task Packets_that_are_due_together_lie_in_one_frame()
    {
        await using var server = await Some.ServerAsync(Dhan with { Rate = 50_000 });
        await using var client = await Client.ConnectAsync(server, Path);
        await client.SendAsync(Request(15, ("NSE_EQ", "1333"), ("NSE_EQ", "2885")));
        byte[]? frame;
        while ((frame = await client.ReceiveBytesAsync())!.Length <= 16) continue;
        Assert.True(Split(frame).Count > 1);
    }

    [Fact]
    public async Task Unsubscribed_is_silent()
    {
        var time = new FakeTime();
        await using var server = await Some.ServerAsync(Dhan, time);
        await using var client = await Client.ConnectAsync(server, Path);
        await client.SendAsync(Request(15, ("NSE_EQ", "1333"), ("NSE_EQ", "2885")));
        await PacketsAsync(client, 4);
        await client.SendAsync(Request(16, ("NSE_EQ", "2885")));
        await client.SendAsync(Request(15, ("NSE_EQ", "7")));                // what is told of it proves that the one before was heard
        await PacketsAsync(client, 2);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(await PacketsAsync(client, 50), packet => BinaryPrimitives.ReadUInt32LittleEndian(packet.AsSpan(4)) == 2885);
    }

    [Fact]
    public async Task A_last_trade_time_is_the_wall_clock_of_India()
    {
        var time = new FakeTime();
        await using var server = await Some.ServerAsync(Dhan, time);
        await using var client = await Client.ConnectAsync(server, Path);
        await client.SendAsync(Request(15, ("NSE_EQ", "1333")));
        var packets = await PacketsAsync(client, 2);
        Assert.Equal(time.GetUtcNow().ToUnixTimeSeconds() + 19_800, BinaryPrimitives.ReadUInt32LittleEndian(packets[1].AsSpan(12)));
    }

    [Theory]
    [InlineData("{\"RequestCode\":99,\"InstrumentCount\":0,\"InstrumentList\":[]}", 814)]
    [InlineData("{\"RequestCode\":15,\"InstrumentCount\":2,\"InstrumentList\":[{\"ExchangeSegment\":\"NSE_EQ\",\"SecurityId\":\"1\"}]}", 814)]
    [InlineData("{\"RequestCode\":15,\"InstrumentCount\":1,\"InstrumentList\":[{\"ExchangeSegment\":\"NSE_EQ\",\"SecurityId\":1}]}", 814)]
    [InlineData("{\"RequestCode\":15,\"InstrumentCount\":1,\"InstrumentList\":[{\"ExchangeSegment\":\"NSE\",\"SecurityId\":\"1\"}]}", 813)]
    [InlineData("nonsense", 814)]
    public async Task A_wrong_request_is_disconnected_with_its_reason(string request, int reason)
    {
        await using var server = await Some.ServerAsync(Dhan);
        await using var client = await Client.ConnectAsync(server, Path);
        await client.SendAsync(request);
        Assert.Equal(reason, await ReasonAsync(client));
    }

    [Fact]
    public async Task More_than_100_in_a_message_are_too_many()
    {
        await using var server = await Some.ServerAsync(Dhan);
        await using var client = await Client.ConnectAsync(server, Path);
        await client.SendAsync(Request(15, [.. Enumerable.Range(1, 101).Select(id => ("NSE_EQ", $"{id}"))]));
        Assert.Equal(804, await ReasonAsync(client));
    }

    [Fact]
    public async Task More_than_5000_on_a_connection_are_too_many()
    {
        await using var server = await Some.ServerAsync(Dhan with { Rate = 0.001 });
        await using var client = await Client.ConnectAsync(server, Path);
        for (var i = 0; i < 50; i++) await client.SendAsync(Request(15, [.. Enumerable.Range(i * 100, 100).Select(id => ("NSE_EQ", $"{id}"))]));
        Assert.Equal(10_000, (await PacketsAsync(client, 10_000)).Count);
        await client.SendAsync(Request(17, ("NSE_EQ", "1")));                // known already
        await client.SendAsync(Request(15, ("NSE_EQ", "9999")));
        Assert.Equal(804, await ReasonAsync(client));
    }

    [Fact]
    public async Task The_sixth_connection_of_a_client_costs_the_oldest()
    {
        await using var server = await Some.ServerAsync(Dhan);
        var clients = new List<Client>();
        for (var i = 0; i < 7; i++) clients.Add(await Client.ConnectAsync(server, Path));
        await using var stranger = await Client.ConnectAsync(server, Path.Replace("1000000001", "2", StringComparison.Ordinal));
        Assert.Equal(805, await ReasonAsync(clients[0]));
        Assert.Equal(805, await ReasonAsync(clients[1]));
        await clients[2].SendAsync(Request(15, ("NSE_EQ", "1333")));
        Assert.Equal(6, (await PacketsAsync(clients[2], 1))[0][0]);
        foreach (var client in clients) await client.DisposeAsync();
    }

    [Theory]
    [InlineData("", 808)]
    [InlineData("wrong", 808)]
    [InlineData("expired-yesterday", 807)]
    [InlineData("right", 0)]
    public async Task A_token_is_refused_by_status_or_by_packet(string token, int reason)
    {
        var path = $"/?version=2&token={token}&clientId=1&authType=2";
        await using (var server = await Some.ServerAsync(Dhan with { Token = "right" }))
        {
            await using var client = new Client();
            if (reason == 0) await client.OpenAsync(server, path);
            else await Assert.ThrowsAsync<WebSocketException>(() => client.OpenAsync(server, path));
            Assert.Equal(reason == 0 ? HttpStatusCode.SwitchingProtocols : HttpStatusCode.Unauthorized, client.Socket.HttpStatusCode);
        }

        if (reason == 0) return;
        await using var polite = await Some.ServerAsync(Dhan with { Token = "right", RefuseBy = SimulatorRefusal.Packet });
        await using var told = await Client.ConnectAsync(polite, path);
        Assert.Equal(reason, await ReasonAsync(told));
    }

    [Fact]
    public async Task The_code_12_ends_the_connection()
    {
        await using var server = await Some.ServerAsync(Dhan);
        await using var client = await Client.ConnectAsync(server, Path);
        await client.SendAsync("{\"RequestCode\":12}");
        Assert.Null(await client.ReceiveBytesAsync());
    }

    [Fact]
    public async Task The_server_pings_every_10_s_and_loses_its_patience_after_40()
    {
        var time = new FakeTime();
        await using var server = await Some.ServerAsync(Dhan, time);
        using var client = await RawClient.ConnectAsync(server, Path);
        await time.TimersWaiting(2, Some.Cancellation);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.NotEmpty(await client.ReceiveAsync(9));
        for (var i = 0; i < 35; i++) time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("1008", await client.ReceiveAsync(8));
    }

    [Theory]
    [InlineData("frame=10,do=close:1011", 1011, 10)]
    [InlineData("frame=10,do=dup", null, 0)]
    public async Task Faults_meet_packets(string fault, int? code, int count)
    {
        await using var server = await Some.ServerAsync(Dhan with { Faults = [fault, "frame=200,do=cut"], Ledger = _ledger.Path });
        await using var client = await Client.ConnectAsync(server, Path);
        await client.SendAsync(Request(21, ("NSE_EQ", "1333")));
        var packets = new List<byte[]>();
        try
        {
            while (await client.ReceiveBytesAsync() is { } frame) packets.AddRange(Split(frame));
        }
        catch (WebSocketException)
        {
            // Cut.
        }

        await server.WhenConnectionsEnded();
        var lines = await Some.LedgerAsync(server, _ledger.Path);
        Assert.Equal(code, (int?)client.Socket.CloseStatus);
        if (count > 0) Assert.Equal(count, packets.Count);
        else if (packets.Count > 11) Assert.Equal(packets[10], packets[11]);
        Assert.Equal(count > 0 ? 0 : 1, lines.Data("fault").Count());
    }

    [Fact]
    public async Task The_ledger_says_what_was_sent()
    {
        await using var server = await Some.ServerAsync(Dhan with { Symbols = ["HDFCBANK=NSE_EQ:1333"], Ledger = _ledger.Path });
        await using var client = await Client.ConnectAsync(server, Path);
        await client.SendAsync(Request(17, ("NSE_EQ", "1333"), ("NSE_EQ", "1")));        // the second is not of this market
        var packets = await PacketsAsync(client, 10);
        var lines = (await Some.LedgerAsync(server, _ledger.Path)).Data("sent").Take(10).ToList();
        Assert.Equal(["previousClose", "trade"], lines.Select(line => line.Text("kind")).Distinct());
        foreach (var (line, packet) in lines.Zip(packets).Skip(1))
        {
            Assert.Equal("HDFCBANK", line.Text("symbol"));
            Assert.Equal(line.Text("p"), BinaryPrimitives.ReadSingleLittleEndian(packet.AsSpan(8)).ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(line.Text("q"), BinaryPrimitives.ReadUInt16LittleEndian(packet.AsSpan(12)).ToString(System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(line.GetProperty("T").GetInt64() / 1000, BinaryPrimitives.ReadUInt32LittleEndian(packet.AsSpan(14)) - 19_800);
        }
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task The_check_finds_rows_without_ids_by_time_and_price(bool loses, bool ok)
    {
        var options = Dhan with { Symbols = ["HDFCBANK=NSE_EQ:1333"], Ledger = _ledger.Path, Faults = ["frame=50,do=dup", "frame=300,do=close:1001"] };
        await using var server = await Some.ServerAsync(options);
        await using var client = await Client.ConnectAsync(server, Path);
        await client.SendAsync(Request(17, ("NSE_EQ", "1333")));
        var packets = new List<byte[]>();
        while (await client.ReceiveBytesAsync() is { } frame) packets.AddRange(Split(frame));
        await server.WhenConnectionsEnded();
        await server.FlushLedgerAsync();
        var store = new FakeReader { Instruments = { new Instrument(1, "DHAN:HDFCBANK") } };
        foreach (var packet in packets.Where(packet => packet[0] == 4).Skip(loses ? 1 : 0))
        {
            var tick = new Tick { Instrument = 1, Kind = TickKind.Trade, Identity = store.Ticks.Count, Time = (BinaryPrimitives.ReadUInt32LittleEndian(packet.AsSpan(14)) - 19_800) * 1_000_000L };
            var price = BinaryPrimitives.ReadSingleLittleEndian(packet.AsSpan(8)).ToString("F2", System.Globalization.CultureInfo.InvariantCulture);
            FixedPoint.TryParse(System.Text.Encoding.ASCII.GetBytes(price), out tick.Price, out tick.PriceScale);
            store.Ticks.Add(tick);
        }

        var verdict = await SimulatorCheck.RunAsync(_ledger.Path, store, Some.Cancellation);
        Assert.True(verdict.Ok == ok, string.Join('\n', verdict.Reasons));
        Assert.Equal((298L, loses ? 1L : 0L), (verdict.Sent, verdict.Missing));
    }

    private static string Request(int code, params (string Segment, string Id)[] instruments) =>
        $$"""{"RequestCode":{{code}},"InstrumentCount":{{instruments.Length}},"InstrumentList":[{{string.Join(',', instruments.Select(pair => $$"""{"ExchangeSegment":"{{pair.Segment}}","SecurityId":"{{pair.Id}}"}"""))}}]}""";

    private static async Task<List<byte[]>> PacketsAsync(Client client, int count)
    {
        var packets = new List<byte[]>();
        while (packets.Count < count) packets.AddRange(Split(await client.ReceiveBytesAsync() ?? throw new InvalidOperationException($"closed after {packets.Count} of {count}")));
        return packets;
    }

    private static List<byte[]> Split(byte[] frame)
    {
        var packets = new List<byte[]>();
        for (var at = 0; at < frame.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(frame.AsSpan(at + 1));
            packets.Add(frame[at..(at + length)]);
            at += length;
        }

        return packets;
    }

    /// <summary>The reason of the disconnect packet, which is the last thing before the close.</summary>
    private static async Task<int> ReasonAsync(Client client)
    {
        while (true)
        {
            var packet = Split((await client.ReceiveBytesAsync())!)[^1];
            if (packet[0] != 50) continue;
            Assert.Null(await client.ReceiveBytesAsync());
            return BinaryPrimitives.ReadUInt16LittleEndian(packet.AsSpan(8));
        }
    }
}
