using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OrleansTicks.Faults;

namespace OrleansTicks.System.Tests;

/// <summary>The proxy of <c>./faults</c> does to real connections what it says. Times are only asked not to be too short.</summary>
public sealed class FaultProxyTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public FaultProxyTests() => _listener.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private int Target => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task All_passes_in_order_both_ways_and_an_end_passes_too()
    {
        await using var proxy = new FaultProxy(Target, seed: 1);
        var (client, server) = await ConnectAsync(proxy);
        using var both = new Both(client, server);
        var bytes = new byte[300_000];
        new Random(7).NextBytes(bytes);
        var sending = SendAsync(client, bytes);
        Assert.Equal(bytes, await ReadAsync(server, bytes.Length));
        await sending;
        await SendAsync(server, [1, 2, 3]);
        Assert.Equal([1, 2, 3], await ReadAsync(client, 3));
        Assert.Equal(1, proxy.Open);
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await server.ReceiveAsync(new byte[1], Cancellation));
        await SendAsync(server, [4]);                            // only one way has ended
        Assert.Equal([4], await ReadAsync(client, 1));
    }

    [Fact]
    public async Task Delay_keeps_each_chunk_back_and_keeps_the_order()
    {
        await using var proxy = new FaultProxy(Target, seed: 1) { Delay = TimeSpan.FromMilliseconds(150), Jitter = TimeSpan.FromMilliseconds(30) };
        var (client, server) = await ConnectAsync(proxy);
        using var both = new Both(client, server);
        var watch = Stopwatch.StartNew();
        await SendAsync(client, [1]);
        await SendAsync(client, [2]);
        Assert.Equal([1, 2], await ReadAsync(server, 2));
        Assert.True(watch.ElapsedMilliseconds >= 150, $"after {watch.ElapsedMilliseconds} ms");
        watch.Restart();
        await SendAsync(server, [3]);
        Assert.Equal([3], await ReadAsync(client, 1));
        Assert.True(watch.ElapsedMilliseconds >= 150, $"after {watch.ElapsedMilliseconds} ms, the other way");
    }

    [Fact]
    public async Task Delay_is_a_longer_way_and_not_a_narrower_one()
    {
        await using var proxy = new FaultProxy(Target, seed: 1) { Delay = TimeSpan.FromMilliseconds(400) };
        var (client, server) = await ConnectAsync(proxy);
        using var both = new Both(client, server);
        // One after the other would be a wait of forty seconds; together they arrive after one delay. The limit is the test's own.
        for (var i = 0; i < 100; i++)
        {
            await SendAsync(client, [(byte)i]);
            await Task.Yield();
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (byte)i), await ReadAsync(server, 100, limit.Token));
    }

    [Fact]
    public async Task Bandwidth_makes_the_line_narrow()
    {
        await using var proxy = new FaultProxy(Target, seed: 1) { Bandwidth = 100_000 };
        var (client, server) = await ConnectAsync(proxy);
        using var both = new Both(client, server);
        var watch = Stopwatch.StartNew();
        var sending = SendAsync(server, new byte[50_000]);
        await ReadAsync(client, 50_000);
        await sending;
        Assert.True(watch.ElapsedMilliseconds >= 490, $"50 kB at 100 kB/s arrived after {watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task Reset_ends_every_connection_with_a_reset_at_both_ends_and_new_ones_pass()
    {
        await using var proxy = new FaultProxy(Target, seed: 1);
        var (client, server) = await ConnectAsync(proxy);
        using var both = new Both(client, server);
        proxy.Reset();
        await MustBeResetAsync(client);
        await MustBeResetAsync(server);
        Assert.Equal(0, proxy.Open);
        var (again, behind) = await ConnectAsync(proxy);
        using var second = new Both(again, behind);
        await SendAsync(again, [9]);
        Assert.Equal([9], await ReadAsync(behind, 1));
    }

    [Fact]
    public async Task Refuse_resets_and_lets_nobody_in_until_restore()
    {
        await using var proxy = new FaultProxy(Target, seed: 1);
        var (client, server) = await ConnectAsync(proxy);
        using var both = new Both(client, server);
        proxy.Refuse();
        await MustBeResetAsync(client);
        using (var refused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            // The system's backlog lets it knock; the answer may come before or after it knows that.
            await MustBeResetAsync(async () =>
            {
                await refused.ConnectAsync(IPAddress.Loopback, proxy.Port, Cancellation);
                await refused.ReceiveAsync(new byte[1], Cancellation);
            });
        }

        Assert.False(_listener.Pending());
        proxy.Restore();
        var (again, behind) = await ConnectAsync(proxy);
        using var second = new Both(again, behind);
        await SendAsync(behind, [5]);
        Assert.Equal([5], await ReadAsync(again, 1));
    }

    [Fact]
    public async Task Half_close_ends_what_the_server_says_and_lets_the_client_go_on_talking()
    {
        await using var proxy = new FaultProxy(Target, seed: 1);
        var (client, server) = await ConnectAsync(proxy);
        using var both = new Both(client, server);
        proxy.HalfClose();
        Assert.Equal(0, await client.ReceiveAsync(new byte[1], Cancellation));
        for (byte i = 1; i <= 3; i++)
        {
            await SendAsync(server, [99]);                       // the server does not know, and nobody hears it
            await SendAsync(client, [i]);
            Assert.Equal([i], await ReadAsync(server, 1));
        }

        Assert.Equal(0, await client.ReceiveAsync(new byte[1], Cancellation));
    }

    [Fact]
    public async Task Cut_after_so_many_bytes_of_the_server_loses_the_rest_of_its_answer()
    {
        await using var proxy = new FaultProxy(Target, seed: 1);
        var (client, server) = await ConnectAsync(proxy);
        using var both = new Both(client, server);
        proxy.CutAfter(1_500);
        await SendAsync(client, new byte[5_000]);                // what the client says does not count
        await ReadAsync(server, 5_000);
        await SendAsync(server, new byte[1_000]);
        await ReadAsync(client, 1_000);
        await SendAsync(server, new byte[1_000]);                // the 1,501st byte lies in here
        await MustBeResetAsync(client);
        await MustBeResetAsync(server);
        var (again, behind) = await ConnectAsync(proxy);         // once only
        using var second = new Both(again, behind);
        await SendAsync(behind, new byte[5_000]);
        await ReadAsync(again, 5_000);
    }

    [Fact]
    public async Task Accept_delay_keeps_a_new_connection_from_the_server()
    {
        await using var proxy = new FaultProxy(Target, seed: 1) { AcceptDelay = TimeSpan.FromMilliseconds(200) };
        var watch = Stopwatch.StartNew();
        var (client, server) = await ConnectAsync(proxy);
        using var both = new Both(client, server);
        Assert.True(watch.ElapsedMilliseconds >= 195, $"the server saw it after {watch.ElapsedMilliseconds} ms");
        await SendAsync(client, [1]);
        Assert.Equal([1], await ReadAsync(server, 1));
    }

    [Fact]
    public async Task Frozen_nothing_passes_and_nobody_is_told_thawed_all_of_it_does()
    {
        await using var proxy = new FaultProxy(Target, seed: 1);
        var (client, server) = await ConnectAsync(proxy);
        using var both = new Both(client, server);
        await SendAsync(client, [1]);
        Assert.Equal([1], await ReadAsync(server, 1));
        proxy.Freeze();
        var thawed = false;
        var reading = Task.Run(
            async () =>
            {
                var bytes = await ReadAsync(server, 2);
                return (Volatile.Read(ref thawed), bytes);
            },
            Cancellation);
        await SendAsync(client, [2, 3]);
        await proxy.Held(Cancellation);                          // the bytes have come as far as they may
        Assert.False(reading.IsCompleted);
        Volatile.Write(ref thawed, true);
        proxy.Thaw();
        var (after, passed) = await reading;
        Assert.True(after, "it passed a frozen line");
        Assert.Equal([2, 3], passed);
    }

    private async Task<(Socket Client, Socket Server)> ConnectAsync(FaultProxy proxy)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, proxy.Port, Cancellation);
        var server = await _listener.AcceptSocketAsync(Cancellation);
        server.NoDelay = true;
        // Known to the proxy as a pair once something went through.
        await SendAsync(client, [0]);
        await ReadAsync(server, 1);
        return (client, server);
    }

    private static async Task SendAsync(Socket socket, byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;) sent += await socket.SendAsync(bytes.AsMemory(sent), Cancellation);
    }

    private static Task<byte[]> ReadAsync(Socket socket, int count) => ReadAsync(socket, count, Cancellation);

    private static async Task<byte[]> ReadAsync(Socket socket, int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var more = await socket.ReceiveAsync(bytes.AsMemory(read), cancellationToken);
            Assert.True(more > 0, $"it ended after {read} of {count} bytes");
            read += more;
        }

        return bytes;
    }

    private static Task MustBeResetAsync(Socket socket) => MustBeResetAsync(async () => await socket.ReceiveAsync(new byte[1], Cancellation));

    private static async Task MustBeResetAsync(Func<Task> act)
    {
        var failure = await Assert.ThrowsAsync<SocketException>(act);
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }

    private sealed class Both(Socket client, Socket server) : IDisposable
    {
        public void Dispose()
        {
            client.Dispose();
            server.Dispose();
        }
    }
}
