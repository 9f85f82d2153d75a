using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

public sealed class SocketConnectionTests
{
    private const string Secret = "?token=eyJSecretToken";

    [Fact]
    public async Task All_that_had_arrived_comes_in_one_batch()
    {
        var sent = new TaskCompletionSource();
        await using var server = new RawServer(async peer =>
        {
            await peer.SendRawAsync([.. RawPeer.Frame(1, "one"u8.ToArray()), .. RawPeer.Frame(2, "two"u8.ToArray()), .. RawPeer.Frame(1, []), .. RawPeer.Frame(1, "four"u8.ToArray())]);
            sent.SetResult();
            await peer.ReadUntilAsync(8);
        });
        await using var connection = await ConnectAsync(server);
        await sent.Task.WaitAsync(Some.Cancellation);
        Assert.Equal(["one", "two:binary", "", "four"], await ReadAsync(connection, 4));
    }

    [Fact]
    public async Task What_arrives_later_comes_in_the_next_batch_and_leaves_the_last_one_alone()
    {
        var next = new SemaphoreSlim(0);
        await using var server = new RawServer(async peer =>
        {
            for (var i = 0; i < 200; i++)
            {
                await peer.SendAsync($"message {i:000} {new string('x', 100)}");
                await next.WaitAsync(peer.Stopping);
            }
        });
        await using var connection = await ConnectAsync(server);
        for (var i = 0; i < 200; i++)
        {
            var batch = await connection.ReadAsync(Some.Cancellation);
            Assert.Equal(1, batch.Count);
            var pending = Encoding.UTF8.GetString(batch[0]);
            next.Release();
            Assert.StartsWith($"message {i:000} x", pending, StringComparison.Ordinal);
            Assert.Equal(pending, Encoding.UTF8.GetString(batch[0]));
        }

        Assert.Equal(ReceiveBuffer.Smallest, ((SocketConnection)connection).BufferSize);
    }

    [Fact]
    public async Task A_flood_arrives_whole_and_in_order()
    {
        const int Count = 20_000;
        await using var server = new RawServer(async peer =>
        {
            foreach (var chunk in Enumerable.Range(0, Count).Chunk(500)) await peer.SendRawAsync([.. chunk.SelectMany(i => RawPeer.Frame(1, Encoding.ASCII.GetBytes($"{i} {new string('y', i % 300)}")))]);
            await peer.ReadUntilAsync(8);
        });
        await using var connection = await ConnectAsync(server);
        var seen = 0;
        while (seen < Count)
        {
            var batch = await connection.ReadAsync(Some.Cancellation);
            Assert.InRange(batch.Count, 1, 1024);
            for (var i = 0; i < batch.Count; i++, seen++) Assert.Equal($"{seen} {new string('y', seen % 300)}", Encoding.ASCII.GetString(batch[i]));
        }

        Assert.InRange(((SocketConnection)connection).BufferSize, ReceiveBuffer.Smallest, ReceiveBuffer.Largest);
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(70_000)]
    [InlineData(1 << 20)]
    public async Task A_long_message_in_many_fragments_is_put_together(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
        await using var server = new RawServer(async peer =>
        {
            await peer.SendAsync("before");
            var parts = text.Chunk(1 + (length / 7)).Select(part => Encoding.ASCII.GetBytes(part)).ToList();
            for (var i = 0; i < parts.Count; i++)
            {
                await peer.SendRawAsync(RawPeer.Frame(i == 0 ? 1 : 0, parts[i], fin: i == parts.Count - 1));
                await peer.SendRawAsync(RawPeer.Frame(9, "p"u8.ToArray()));
            }

            await peer.SendAsync("after");
            await peer.ReadUntilAsync(8);
        });
        await using var connection = await ConnectAsync(server);
        Assert.Equal(["before", text, "after"], await ReadAsync(connection, 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_message_over_the_limit_ends_the_connection_with_1009(int fragments)
    {
        var closed = new TaskCompletionSource<byte[]>();
        await using var server = new RawServer(async peer =>
        {
            await peer.SendAsync("fine");
            for (var i = 0; i < fragments; i++) await peer.SendRawAsync(RawPeer.Frame(i == 0 ? 1 : 0, Encoding.ASCII.GetBytes(new string('z', (2001 / fragments) + 1)), fin: false));
            closed.SetResult(await peer.ReadUntilAsync(8));
        });
        await using var connection = await ConnectAsync(server, settings => settings with { MaxMessageBytes = 2000 });
        Assert.Equal(["fine"], await ReadAsync(connection, 1));
        var end = await EndAsync(connection);
        Assert.Equal((Reason.Network, 1009), (end.Reason, end.CloseCode));
        Assert.Contains("2000 bytes", end.Message, StringComparison.Ordinal);
        Assert.Equal([0x03, 0xF1], (await closed.Task.WaitAsync(Some.Cancellation))[..2]);
    }

    [Fact]
    public async Task Fragments_without_end_and_content_end_the_connection()
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.SendRawAsync(RawPeer.Frame(1, [], fin: false));
            while (true) await peer.SendRawAsync([.. Enumerable.Range(0, 100).SelectMany(_ => RawPeer.Frame(0, [], fin: false))]);
        });
        await using var connection = await ConnectAsync(server);
        Assert.Equal(Reason.Network, (await EndAsync(connection)).Reason);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1008)]
    [InlineData(4007)]
    public async Task A_close_by_the_server_carries_its_code_and_its_words_without_our_secrets(int code)
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.SendAsync("last");
            await peer.CloseAsync(code, "bad token eyJSecretToken\u0007");
            await peer.ReadUntilAsync(8);
        });
        await using var connection = await ConnectAsync(server);
        Assert.Equal(["last"], await ReadAsync(connection, 1));
        var end = await EndAsync(connection);
        Assert.Equal((Reason.ServerClose, code), (end.Reason, end.CloseCode));
        Assert.Contains($"{code} (bad token ***)", end.Message, StringComparison.Ordinal);
        AssertNoSecret(end);
        Assert.Same(end, await EndAsync(connection));
    }

    [Fact]
    public async Task A_close_without_a_code_reads_as_a_normal_one()
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.SendRawAsync(RawPeer.Frame(8, []));
            await peer.ReadUntilAsync(8);
        });
        await using var connection = await ConnectAsync(server);
        var end = await EndAsync(connection);
        Assert.Equal((Reason.ServerClose, 1000), (end.Reason, end.CloseCode));
    }

    [Fact]
    public async Task A_cut_is_of_the_network()
    {
        await using var reset = new RawServer(async peer =>
        {
            await peer.SendAsync("last");
            await peer.ReadUntilAsync(1);
            peer.Cut();
        });
        await using var first = await ConnectAsync(reset);
        Assert.Equal(["last"], await ReadAsync(first, 1));
        await first.SendAsync("now"u8.ToArray(), Some.Cancellation);
        var end = await EndAsync(first);
        Assert.Equal((Reason.Network, null), (end.Reason, end.CloseCode));
        AssertNoSecret(end);

        await using var gone = new RawServer(_ => Task.CompletedTask);
        await using var second = await ConnectAsync(gone);
        var quiet = await EndAsync(second);
        Assert.Equal((Reason.Network, null), (quiet.Reason, quiet.CloseCode));
        Assert.Contains("without a close frame", quiet.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> Nonsense => new()
    {
        { "reserved opcode", RawPeer.Frame(3, [1]) },
        { "reserved bits", RawPeer.Frame(1, [1], reserved: 4) },
        { "masked", RawPeer.Frame(1, "abc"u8.ToArray(), masked: true) },
        { "one byte of close", RawPeer.Frame(8, [3]) },
        { "1005 on the wire", RawPeer.Frame(8, [0x03, 0xED]) },
        { "1006 on the wire", RawPeer.Frame(8, [0x03, 0xEE]) },
        { "continuation of nothing", RawPeer.Frame(0, [1]) },
        { "a long ping", RawPeer.Frame(9, new byte[126]) },
        { "text that is no UTF-8", RawPeer.Frame(1, [0xFF, 0xFE]) },
        { "a length below zero", [0x81, 127, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_on_the_wire_ends_the_connection_and_nothing_worse(string what, byte[] bytes)
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.SendAsync("fine");
            await peer.SendRawAsync(bytes);
            await peer.ReadUntilAsync(8);
        });
        await using var connection = await ConnectAsync(server);
        Assert.Equal(["fine"], await ReadAsync(connection, 1));
        var end = await EndAsync(connection);
        Assert.True(end is { Reason: Reason.Network, CloseCode: 1002 }, $"{what}: {end.Reason} {end.CloseCode} {end.Message} {end.InnerException}");
        AssertNoSecret(end);
    }

    [Fact]
    public async Task A_ping_is_answered_with_its_own_payload()
    {
        var pong = new TaskCompletionSource<string>();
        await using var server = new RawServer(async peer =>
        {
            await peer.SendRawAsync(RawPeer.Frame(9, "1723161255343"u8.ToArray()));
            pong.SetResult(Encoding.ASCII.GetString(await peer.ReadUntilAsync(10)));
            await peer.SendAsync("done");
            await peer.ReadUntilAsync(8);
        });
        await using var connection = await ConnectAsync(server);
        Assert.Equal(["done"], await ReadAsync(connection, 1));
        Assert.Equal("1723161255343", await pong.Task);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_pings_is_lost()
    {
        await using var server = new RawServer(async peer => await peer.ReadUntilAsync(99));
        await using var connection = await ConnectAsync(server, settings => settings with { PingInterval = TimeSpan.FromMilliseconds(100), PongTimeout = TimeSpan.FromMilliseconds(200) });
        var end = await EndAsync(connection);
        Assert.Equal(Reason.Network, end.Reason);
        Assert.Contains("did not answer a ping", end.Message, StringComparison.Ordinal);
        AssertNoSecret(end);
    }

    [Fact]
    public async Task A_pong_that_stands_behind_data_is_no_loss()
    {
        await using var server = new RawServer(async peer =>
        {
            await peer.ReadUntilAsync(9);
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            for (var i = 0; i < 30 && await pace.WaitForNextTickAsync(peer.Stopping); i++) await peer.SendAsync($"{i}");
            await peer.ReadUntilAsync(8);
        });
        await using var connection = await ConnectAsync(server, settings => settings with { PingInterval = TimeSpan.FromMilliseconds(100), PongTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i}"), await ReadAsync(connection, 30));
    }

    [Fact]
    public async Task Sending_runs_beside_reading()
    {
        await using var server = new RawServer(async peer =>
        {
            while (true) await peer.SendAsync("you said " + Encoding.UTF8.GetString(await peer.ReadUntilAsync(1)));
        });
        await using var connection = await ConnectAsync(server);
        var read = connection.ReadAsync(Some.Cancellation);
        await connection.SendAsync("hello"u8.ToArray(), Some.Cancellation);
        Assert.Equal("you said hello", Encoding.UTF8.GetString((await read)[0]));
    }

    [Fact]
    public async Task Cancelling_a_read_ends_it_as_cancelled()
    {
        await using var server = new RawServer(async peer => await peer.ReadUntilAsync(8));
        await using var connection = await ConnectAsync(server);
        using var stop = new CancellationTokenSource();
        var read = connection.ReadAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        Assert.Equal(stop.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read)).CancellationToken);
    }

    [Fact]
    public async Task Letting_go_says_goodbye()
    {
        var goodbye = new TaskCompletionSource<byte[]>();
        await using var server = new RawServer(async peer => goodbye.SetResult(await peer.ReadUntilAsync(8)));
        await using (await ConnectAsync(server))
        {
        }

        Assert.Equal([0x03, 0xE8], await goodbye.Task.WaitAsync(Some.Cancellation));
    }

    private static async Task<IFeedConnection> ConnectAsync(RawServer server, Func<FeedSettings, FeedSettings>? more = null)
    {
        var feed = Some.Feed("json", server.Url + "/s/{stream}" + Secret, fields: "symbol=s,price=p", more: more);
        return await feed.ConnectAsync(Some.Plan(feed, FeedMode.Ticker, "A"), Some.Cancellation);
    }

    private static async Task<List<string>> ReadAsync(IFeedConnection connection, int count)
    {
        var all = new List<string>();
        while (all.Count < count)
        {
            var batch = await connection.ReadAsync(Some.Cancellation);
            for (var i = 0; i < batch.Count; i++) all.Add(Encoding.UTF8.GetString(batch[i]) + (batch.IsBinary(i) ? ":binary" : ""));
        }

        return all;
    }

    private static Task<FeedException> EndAsync(IFeedConnection connection) => Assert.ThrowsAsync<FeedException>(async () => await connection.ReadAsync(Some.Cancellation));

    private static void AssertNoSecret(Exception end) => Assert.DoesNotContain("eyJSecretToken", end.ToString(), StringComparison.OrdinalIgnoreCase);
}
