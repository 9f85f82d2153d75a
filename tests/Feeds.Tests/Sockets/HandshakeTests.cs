using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds.Tests;

public sealed class HandshakeTests
{
    [Theory]
    [InlineData("401 Unauthorized", Reason.Auth, 401)]
    [InlineData("403 Forbidden", Reason.Auth, 403)]
    [InlineData("429 Too Many Requests", Reason.RateLimit, 429)]
    [InlineData("418 I'm a teapot", Reason.RateLimit, 418)]
    [InlineData("302 Found\r\nLocation: ws://127.0.0.1:1/?token=eyJSecretToken", Reason.Network, 302)]
    [InlineData("307 Temporary Redirect\r\nLocation: ws://127.0.0.1:1/", Reason.Network, 307)]
    [InlineData("200 OK", Reason.Network, 200)]
    [InlineData("404 Not Found", Reason.Network, 404)]
    [InlineData("503 Service Unavailable", Reason.Network, 503)]
    public async Task An_answer_that_is_no_upgrade_is_typed(string status, Reason reason, int code)
    {
        await using var server = new RawServer(_ => Task.CompletedTask, $"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        var fault = await FailAsync(server.Url);
        Assert.Equal((reason, code, null), (fault.Reason, fault.CloseCode, fault.RetryAfter));
        Assert.Contains($"{server.Url}/s/0 ", fault.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task How_long_to_wait_is_handed_on()
    {
        await using var server = new RawServer(_ => Task.CompletedTask, "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n");
        var fault = await FailAsync(server.Url);
        Assert.Equal((Reason.RateLimit, TimeSpan.FromSeconds(17)), (fault.Reason, fault.RetryAfter));
    }

    [Theory]
    [InlineData("17", 17.0)]
    [InlineData("0", 0.0)]
    [InlineData("Mon, 05 Jan 2026 10:00:30 GMT", 30.0)]
    [InlineData("Mon, 05 Jan 2026 09:00:00 GMT", 0.0)]
    [InlineData("99999999999999", 259200.0)]
    [InlineData("-5", null)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public void Waits_are_seconds_or_dates_and_bounded(string? text, double? seconds) =>
        Assert.Equal(seconds, HandshakeFaults.RetryAfter(text, new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero))?.TotalSeconds);

    [Theory]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n\r\n")]
    [InlineData("\0\u0001\u0002garbage\r\n\r\n")]
    [InlineData("")]
    public async Task A_handshake_that_is_none_is_of_the_network(string answer)
    {
        await using var server = new RawServer(_ => Task.CompletedTask, answer);
        Assert.Equal(Reason.Network, (await FailAsync(server.Url)).Reason);
    }

    [Fact]
    public async Task Nobody_there_is_said_plainly()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var fault = await FailAsync($"ws://127.0.0.1:{port}");
        Assert.Equal(Reason.Network, fault.Reason);
        Assert.Contains("nothing listens there", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_said_plainly()
    {
        var fault = await FailAsync("ws://no-such-host.invalid");
        Assert.Equal(Reason.Network, fault.Reason);
        Assert.Contains("could not be", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_instead_of_TLS_is_refused_and_plain_text_is_not_tried()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepted = 0;
        var serve = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(Some.Cancellation);
                accepted++;
                await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), Some.Cancellation);
            }
        });
        var fault = await FailAsync($"wss://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => serve);
        Assert.Equal(Reason.Network, fault.Reason);
        Assert.Contains("TLS", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, accepted);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serve = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(Some.Cancellation);
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, Some.Cancellation);
            await tls.ReadExactlyAsync(new byte[1], Some.Cancellation);
        });
        var fault = await FailAsync($"wss://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => serve);
        Assert.Equal(Reason.Network, fault.Reason);
        Assert.Contains("certificate", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_in_time()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var fault = await FailAsync($"ws://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", TimeSpan.FromMilliseconds(300));
        listener.Stop();
        Assert.Equal(Reason.Network, fault.Reason);
        Assert.Contains("did not answer within 0.3 s", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_while_connecting_is_no_fault()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var feed = Some.Feed("json", $"ws://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", fields: "symbol=s,price=p");
        using var stop = new CancellationTokenSource();
        var connect = feed.ConnectAsync(Some.Plan(feed, FeedMode.Ticker, "A"), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connect);
        listener.Stop();
    }

    [Theory]
    [InlineData("", "/stream")]
    [InlineData("/", "/stream")]
    [InlineData("/stream?timeUnit=MICROSECOND", "/stream?timeUnit=MICROSECOND")]
    [InlineData("/ws", "/ws")]
    [InlineData("/proxy?k=v", "/proxy/stream?k=v")]
    public async Task Binance_connects_to_the_combined_stream(string path, string expected)
    {
        await using var server = new RawServer(async peer => await peer.ReadUntilAsync(8));
        var feed = Some.Feed("binance", server.Url + path);
        await using (await feed.ConnectAsync(Some.Plan(feed, FeedMode.Quote, "BTCUSDT"), Some.Cancellation))
        {
        }

        Assert.StartsWith($"GET {expected} HTTP/1.1\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
        Assert.DoesNotContain("permessage-deflate", server.Requests[0], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_user_in_the_address_is_sent_as_a_header_and_never_shown()
    {
        await using var server = new RawServer(async peer => await peer.CloseAsync(1008, "go away, p@ssword"));
        var feed = Some.Feed("json", server.Url.Replace("ws://", "ws://user1:p%40ssword@", StringComparison.Ordinal), fields: "symbol=s,price=p");
        await using var connection = await feed.ConnectAsync(Some.Plan(feed, FeedMode.Ticker, "A"), Some.Cancellation);
        Assert.Contains("Authorization: Basic dXNlcjE6cEBzc3dvcmQ=\r\n", Assert.Single(server.Requests), StringComparison.Ordinal);
        var end = await Assert.ThrowsAsync<FeedException>(async () => await connection.ReadAsync(Some.Cancellation));
        Assert.Equal($"{server.Url} closed the connection: 1008 (go away, ***)", end.Message);
    }

    private static async Task<FeedException> FailAsync(string url, TimeSpan? timeout = null)
    {
        var feed = Some.Feed("json", url + "/s/{stream}?token=eyJSecretToken", fields: "symbol=s,price=p", more: settings => settings with { ConnectTimeout = timeout ?? settings.ConnectTimeout });
        var fault = await Assert.ThrowsAsync<FeedException>(() => feed.ConnectAsync(Some.Plan(feed, FeedMode.Ticker, "A"), Some.Cancellation));
        Assert.DoesNotContain("eyJSecretToken", fault.ToString(), StringComparison.OrdinalIgnoreCase);
        return fault;
    }
}
