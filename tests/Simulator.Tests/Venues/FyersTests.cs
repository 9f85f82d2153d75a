using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using OrleansTicks.Simulator;

namespace OrleansTicks.Simulator.Tests;

public sealed class FyersTests : IDisposable
{
    private static readonly SimulatorOptions Fyers = new() { Feed = "fyers", Symbols = ["NSE:SBIN-EQ=3045", "NSE:NIFTY50-INDEX"], Rate = 500 };
    private readonly TempFile _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task A_snapshot_comes_first_and_then_what_changes()
    {
        await using var server = await Some.ServerAsync(Fyers with { Ledger = _ledger.Path });
        await using var client = await LoggedInAsync(server);
        await client.SendAsync(Subscribe(4, "sf|nse_cm|3045", "if|nse_cm|Nifty 50", "dp|nse_cm|3045"));
        Assert.Equal("000604010100014b", Convert.ToHexStringLower((await client.ReceiveBytesAsync())!));
        var reader = new Reader();
        while (reader.Updates < 200) reader.Read((await client.ReceiveBytesAsync())!);
        Assert.Equal(["sf|nse_cm|3045", "if|nse_cm|Nifty 50", "dp|nse_cm|3045"], reader.Names.Values);
        Assert.Equal([21, 6, 30], reader.Values.Values.Select(values => values.Length));
        var lines = (await Some.LedgerAsync(server, _ledger.Path)).Data("sent").Take(reader.Items).ToList();
        var last = lines.Last(line => line.Text("topic") == "sf|nse_cm|3045");
        Assert.Equal(("NSE:SBIN-EQ", "trade", (reader.Values[1][0] / 100m).ToString("0.##", null), $"{reader.Values[1][8]}"), (last.Text("symbol"), last.Text("kind"), last.Text("p"), last.Text("q")));
    }

    [Fact]
    public async Task Lite_is_the_last_price_alone_until_full_comes_back()
    {
        await using var server = await Some.ServerAsync(Fyers);
        await using var client = await LoggedInAsync(server);
        await client.SendAsync(Convert.FromHexString("00110c0201000800000000000008000200014c"));
        Assert.Equal("00060c010100014b", Convert.ToHexStringLower((await client.ReceiveBytesAsync())!));
        await client.SendAsync(Subscribe(4, "sf|nse_cm|3045"));
        await client.ReceiveBytesAsync();
        var reader = new Reader();
        while (reader.Lites < 50) reader.Read((await client.ReceiveBytesAsync())!);
        Assert.Equal(0, reader.Updates);
        await client.SendAsync(Convert.FromHexString("00000c02010008000000000000080002000146"));       // a wrong length, as some clients send
        while (reader.Updates < 50)
        {
            var message = (await client.ReceiveBytesAsync())!;
            if (message[2] != 12) reader.Read(message);
        }
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_nothing_can_be_subscribed()
    {
        await using var server = await Some.ServerAsync(Fyers with { Token = "right" });
        await using var client = await Client.ConnectAsync(server, "/");
        await client.SendAsync(Login("wrong"));
        Assert.Equal("000601010100014e", Convert.ToHexStringLower((await client.ReceiveBytesAsync())!));
        await client.SendAsync(Subscribe(4, "sf|nse_cm|3045"));
        Assert.Equal("000604010100014e", Convert.ToHexStringLower((await client.ReceiveBytesAsync())!));
        await client.SendAsync(Login("right"));
        Assert.Equal("000d01020100014b02000400000032", Convert.ToHexStringLower((await client.ReceiveBytesAsync())!));
    }

    [Fact]
    public async Task Acks_stand_in_the_ledger_and_pings_are_taken()
    {
        await using var server = await Some.ServerAsync(Fyers with { Ledger = _ledger.Path });
        await using var client = await LoggedInAsync(server);
        await client.SendAsync(Convert.FromHexString("00010b"));
        await client.SendAsync("ping");
        await client.SendAsync(Convert.FromHexString("0009030101000400000032"));
        await client.SendAsync(Subscribe(4, "sf|nse_cm|3045"));
        await client.ReceiveBytesAsync();
        Assert.Equal(["50"], (await Some.LedgerAsync(server, _ledger.Path)).Events("ack").Select(line => line.Text("number")));
    }

    [Fact]
    public async Task Paused_is_silent_and_keeps_its_number()
    {
        await using var server = await Some.ServerAsync(Fyers);
        await using var client = await LoggedInAsync(server);
        await client.SendAsync(Subscribe(4, "sf|nse_cm|3045"));
        await client.ReceiveBytesAsync();
        var reader = new Reader();
        while (reader.Updates < 5) reader.Read((await client.ReceiveBytesAsync())!);
        await client.SendAsync(Convert.FromHexString("000c070101000800000000" + "00000800"));
        while (!await AnswersAsync(client, 7)) continue;
        await client.SendAsync(Convert.FromHexString("000c080101000800000000" + "00000800"));
        Assert.True(await AnswersAsync(client, 8));
        reader.Forget();
        while (reader.Updates < 10) reader.Read((await client.ReceiveBytesAsync())!);
    }

    [Fact]
    public async Task Subscribed_again_it_has_a_new_snapshot()
    {
        await using var server = await Some.ServerAsync(Fyers);
        await using var client = await LoggedInAsync(server);
        await client.SendAsync(Subscribe(4, "sf|nse_cm|3045"));
        await client.ReceiveBytesAsync();
        await client.SendAsync(Subscribe(5, "sf|nse_cm|3045"));
        while (!await AnswersAsync(client, 5)) continue;
        await client.SendAsync(Subscribe(4, "sf|nse_cm|3045"));
        while (!await AnswersAsync(client, 4)) continue;
        var reader = new Reader();
        reader.Forget();
        while (reader.Updates < 10) reader.Read((await client.ReceiveBytesAsync())!);
        Assert.Equal("sf|nse_cm|3045", reader.Names.Values.Single());
    }

    [Fact]
    public async Task Dup_sends_the_very_bytes_again()
    {
        await using var server = await Some.ServerAsync(Fyers with { Faults = ["frame=10,do=dup", "frame=100,do=close:1001"] });
        await using var client = await LoggedInAsync(server);
        await client.SendAsync(Subscribe(4, "sf|nse_cm|3045"));
        await client.ReceiveBytesAsync();
        var messages = new List<string>();
        while (await client.ReceiveBytesAsync() is { } message) messages.Add(Convert.ToHexStringLower(message));
        Assert.Equal(messages.Count - 1, messages.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Symbols_become_tokens_on_the_same_port()
    {
        await using var server = await Some.ServerAsync(Fyers);
        using var http = new HttpClient { BaseAddress = new UriBuilder(server.Url) { Scheme = "http" }.Uri };
        var body = new { symbols = new[] { "NSE:SBIN-EQ", "NSE:NOSUCH-EQ" } };
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.PostAsJsonAsync("/data/symbol-token", body, Some.Cancellation)).StatusCode);
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "APP-100:eyJ");
        var answer = await (await http.PostAsJsonAsync("/data/symbol-token", body, Some.Cancellation)).Content.ReadFromJsonAsync<JsonElement>(Some.Cancellation);
        Assert.Equal(("ok", "10100000003045"), (answer.Text("s"), answer.GetProperty("validSymbol").Text("NSE:SBIN-EQ")));
        Assert.Equal("[\"NSE:NOSUCH-EQ\"]", answer.GetProperty("invalidSymbol").GetRawText());
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsJsonAsync("/data/symbol-token", new { other = 1 }, Some.Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.UpgradeRequired, (await http.GetAsync("/", Some.Cancellation)).StatusCode);
    }

    private static async Task<Client> LoggedInAsync(SimulatorServer server)
    {
        var client = await Client.ConnectAsync(server, "/hsm/v1-5/prod");
        await client.SendAsync(Login("KEY"));
        Assert.Equal("000d01020100014b02000400000032", Convert.ToHexStringLower((await client.ReceiveBytesAsync())!));
        return client;
    }

    private static async Task<bool> AnswersAsync(Client client, int type) => (await client.ReceiveBytesAsync())![2] == type;

    private static byte[] Login(string key) => [0, 0, 1, 1, 1, 0, (byte)key.Length, .. Encoding.ASCII.GetBytes(key)];

    private static byte[] Subscribe(byte type, params string[] topics)
    {
        byte[] list = [0, (byte)topics.Length, .. topics.SelectMany(topic => new[] { (byte)topic.Length }.Concat(Encoding.ASCII.GetBytes(topic)))];
        return [0, 0, type, 2, 1, 0, (byte)list.Length, .. list, 2, 0, 1, 11];
    }

    /// <summary>Reads data messages as the description has them, and keeps the values of each topic.</summary>
    private sealed class Reader
    {
        private uint _number;

        public Dictionary<int, string> Names { get; } = [];

        public Dictionary<int, int[]> Values { get; } = [];

        public int Updates { get; private set; }

        public int Lites { get; private set; }

        public int Items { get; private set; }

        /// <summary>The next message may bear any number.</summary>
        public void Forget() => _number = 0;

        public void Read(ReadOnlySpan<byte> message)
        {
            Assert.Equal(message.Length - 2, BinaryPrimitives.ReadUInt16BigEndian(message));
            Assert.Equal(6, message[2]);
            var number = BinaryPrimitives.ReadUInt32BigEndian(message[3..]);
            if (_number > 0) Assert.Equal(_number + 1, number);
            _number = number;
            var rest = message[9..];
            for (var items = BinaryPrimitives.ReadUInt16BigEndian(message[7..]); items > 0; items--) rest = ReadItem(rest);
            Assert.True(rest.IsEmpty);
        }

        private ReadOnlySpan<byte> ReadItem(ReadOnlySpan<byte> item)
        {
            Items++;
            int id = BinaryPrimitives.ReadUInt16BigEndian(item[1..]);
            var kind = (char)item[0];
            item = item[3..];
            switch (kind)
            {
                case 'S':
                    Names[id] = Encoding.ASCII.GetString(item.Slice(1, item[0]));
                    item = item[(1 + item[0])..];
                    Values[id] = new int[item[0]];
                    item = Take(item[1..], Values[id])[5..];
                    for (var i = 0; i < 3; i++) item = item[(1 + item[0])..];
                    return item;
                case 'U':
                    Updates++;
                    Assert.Equal(Values[id].Length, item[0]);
                    return Take(item[1..], Values[id]);
                default:
                    Assert.Equal('L', kind);
                    Lites++;
                    return Take(item, Values[id].AsSpan(0, 1));
            }
        }

        private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> from, Span<int> values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                var value = BinaryPrimitives.ReadInt32BigEndian(from[(i * 4)..]);
                if (value != FyersFrames.Absent) values[i] = value;
            }

            return from[(values.Length * 4)..];
        }
    }
}
