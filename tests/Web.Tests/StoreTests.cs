using System.Net;
using System.Net.Sockets;
using System.Text;
using OrleansTicks.Core;

namespace OrleansTicks.Web.Tests;

/// <summary>Nodes ask each other whether they reach the store.</summary>
public sealed class StoreTests
{
    private const string Key = "a-long-secret-key-0123456789", NodeSecret = "5f0c2a9e6d5b4b8f9f3e1d2c3b4a5968", Path = "/api/v1/store";

    [Fact]
    public async Task A_node_is_known_by_the_secret_of_the_store_and_only_there()
    {
        await using var api = await StartAsync(NodeSecret);
        var (status, body) = await api.GetAsync(Path, ("X-Ticks-Node", NodeSecret));
        Assert.Equal((200, true, 40), (status, body.GetProperty("reachable").GetBoolean(), body.GetProperty("ageMs").GetInt32()));
        Assert.Equal(200, (await api.GetAsync(Path, ("X-Api-Key", Key))).Status);
        Assert.Equal(401, (await api.GetAsync("/api/v1/streams", ("X-Ticks-Node", NodeSecret))).Status);
        Assert.Equal(401, (await api.SendAsync(HttpMethod.Post, "/api/v1/streams/actions/stop-all", null, ("X-Ticks-Node", NodeSecret))).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5f0c2a9e6d5b4b8f9f3e1d2c3b4a596")]
    [InlineData("5f0c2a9e6d5b4b8f9f3e1d2c3b4a5968x")]
    [InlineData("5F0C2A9E6D5B4B8F9F3E1D2C3B4A5968")]
    public async Task A_wrong_secret_or_none_is_refused(string? shown)
    {
        await using var api = await StartAsync(NodeSecret);
        var (status, body) = await api.GetAsync(Path, shown is null ? [] : [("X-Ticks-Node", shown)]);
        Assert.Equal(401, status);
        Assert.DoesNotContain(NodeSecret, body.GetRawText());
    }

    [Fact]
    public async Task Before_the_store_is_open_no_secret_fits()
    {
        await using var api = await StartAsync(null);
        Assert.Equal(401, (await api.GetAsync(Path, ("X-Ticks-Node", ""))).Status);
        Assert.Equal(401, (await api.GetAsync(Path, ("X-Ticks-Node", NodeSecret))).Status);
    }

    [Fact]
    public async Task What_is_known_of_an_open_store_is_said()
    {
        await using var api = await ApiFixture.StartAsync(shape: source => source with { Store = () => new StoreFacts(7, "fast", TimeSpan.FromMilliseconds(-3)) });
        var (_, body) = await api.GetAsync(Path);
        Assert.Equal(("sqlite test", 7, "fast", -3), (body.GetProperty("name").GetString(), body.GetProperty("schema").GetInt32(), body.GetProperty("lease").GetString(), body.GetProperty("clockAheadMs").GetInt32()));
        Assert.False(body.GetProperty("reachable").GetBoolean());
    }

    [Fact]
    public async Task A_peer_is_asked_with_the_secret()
    {
        await using var api = await StartAsync(NodeSecret);
        using var peers = new HttpPeers(NodeSecret);
        using var strangers = new HttpPeers("not-the-secret");
        Assert.Equal(new StoreReach(true, TimeSpan.FromMilliseconds(40)), await peers.AskAsync(Card(api.Address.ToString()), ApiFixture.Cancellation));
        Assert.Null(await strangers.AskAsync(Card(api.Address.ToString()), ApiFixture.Cancellation));
        Assert.Null(await peers.AskAsync(Card(null), ApiFixture.Cancellation));
        Assert.Null(await peers.AskAsync(Card("file:///etc/passwd"), ApiFixture.Cancellation));
    }

    [Theory]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{0}/api/v1/store\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{\"wrong\"")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{\"reachable\":true,")]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("nothing that anybody understands\r\n\r\n")]
    [InlineData("")]
    public async Task An_answer_that_cannot_be_trusted_is_none(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var peers = new HttpPeers(NodeSecret);
        var asking = peers.AskAsync(Card($"http://127.0.0.1:{port}"), ApiFixture.Cancellation);
        using var client = await listener.AcceptTcpClientAsync(ApiFixture.Cancellation);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer.Replace("{0}", $"{port}", StringComparison.Ordinal)), ApiFixture.Cancellation);

        Assert.Null(await asking);

        Assert.False(listener.Pending());   // no redirect was followed
    }

    private static Task<ApiFixture> StartAsync(string? nodeSecret) => ApiFixture.StartAsync(
        options => options with { Key = ApiKey.Parse(Key) },
        shape: source => source with { NodeSecret = () => nodeSecret, Reach = _ => Task.FromResult(new StoreReach(true, TimeSpan.FromMilliseconds(40))) });

    private static NodeCard Card(string? url) => new(Guid.NewGuid(), "beta", url, "1.2.3", null);
}
