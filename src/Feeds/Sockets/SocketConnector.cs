using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Opens the sockets of one feed. They share one handler; each looks its host up anew, none goes through a proxy, none is compressed.</summary>
internal sealed partial class SocketConnector : IDisposable
{
    private readonly FeedSettings _settings;
    private readonly SecretUrl _url;
    private readonly Func<Uri, Uri> _complete;
    private readonly TimeProvider _time;
    private readonly ILogger<SocketConnector> _logger;
    private readonly WebSocketMessageType _sends;
    private readonly HttpMessageInvoker _invoker;
    private readonly PingWatch _watch;

    /// <summary>The framework sends pings only under a time-out of its own; ours is <see cref="PingWatch"/>, so this one is never to strike.</summary>
    private static readonly TimeSpan NeverStrikes = TimeSpan.FromHours(1);

    /// <param name="settings">Time-outs, pings and the longest message.</param>
    /// <param name="url">Where to.</param>
    /// <param name="complete">Adds to the address what the venue's path needs.</param>
    /// <param name="time">For time-outs and dates in answers.</param>
    /// <param name="logger">Told of each connection.</param>
    /// <param name="sends">What our messages are.</param>
    public SocketConnector(
        FeedSettings settings, SecretUrl url, Func<Uri, Uri> complete, TimeProvider time, ILogger<SocketConnector> logger, WebSocketMessageType sends = WebSocketMessageType.Text)
    {
        _sends = sends;
        _settings = settings;
        _url = url;
        _complete = complete;
        _time = time;
        _logger = logger;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            // The limit below covers connecting too and says so plainly; this one only ends what it left behind.
            ConnectTimeout = settings.ConnectTimeout + TimeSpan.FromSeconds(1),
            // A refused handshake must not leave a connection behind that the next try would take without looking the host up.
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseHeadersLength = 16,
        });
        _watch = new PingWatch(settings.PingInterval, settings.PongTimeout, time);
    }

    /// <summary>Connects, whatever it takes within the time-out, once.</summary>
    /// <exception cref="FeedException">With what the venue said, typed.</exception>
    public Task<IFeedConnection> ConnectAsync(int stream, CancellationToken cancellationToken) => ConnectAsync(_url, stream, cancellationToken);

    /// <summary>The same, to an address that holds what was read just now, a token.</summary>
    public async Task<IFeedConnection> ConnectAsync(SecretUrl target, int stream, CancellationToken cancellationToken)
    {
        var shown = target.Show(stream);
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = _settings.PingInterval;
        socket.Options.KeepAliveTimeout = NeverStrikes;
        socket.Options.CollectHttpResponseDetails = true;
        var url = _complete(target.Reveal(stream));
        if (url.UserInfo.Length > 0)
            socket.Options.SetRequestHeader("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));
        using var limit = new CancellationTokenSource(_settings.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var watched = _watch.Add(socket);
        using var invoker = new HttpMessageInvoker(new WatchedHandler(_invoker, watched));
        try
        {
            await socket.ConnectAsync(url, invoker, either.Token);
            socket.HttpResponseHeaders = null;
            LogConnected(shown);
            return new SocketConnection(socket, watched, target, shown, _settings.MaxMessageBytes, _sends);
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or OperationCanceledException or IOException)
        {
            var status = socket.HttpStatusCode;
            var retryAfter = RetryAfter(socket);
            watched.Dispose();
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (limit.IsCancellationRequested)
                throw new FeedException(Reason.Network, $"{shown} did not answer within {_settings.ConnectTimeout.TotalSeconds:0.#} s", inner: e);
            throw HandshakeFaults.Judge(shown, status, retryAfter, e);
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _invoker.Dispose();
    }

    private TimeSpan? RetryAfter(ClientWebSocket socket)
    {
        if (socket.HttpStatusCode is HttpStatusCode.SwitchingProtocols || socket.HttpResponseHeaders is not { } headers) return null;
        var text = headers.FirstOrDefault(header => header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();
        return HandshakeFaults.RetryAfter(text, _time.GetUtcNow());
    }

    [LoggerMessage(LogLevel.Debug, "Connected to {Url}")]
    private partial void LogConnected(string url);
}
