using System.Net;

namespace OrleansTicks.Feeds;

/// <summary>Puts a <see cref="WatchedStream"/> between one WebSocket and its connection: <see cref="System.Net.WebSockets.ClientWebSocket"/> takes the stream from the answer to its handshake.</summary>
internal sealed class WatchedHandler(HttpMessageInvoker shared, PingWatch.Watched watched) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await shared.SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.SwitchingProtocols)
            response.Content = new Upgraded(new WatchedStream(await response.Content.ReadAsStreamAsync(cancellationToken), watched));
        return response;
    }

    private sealed class Upgraded(Stream stream) : HttpContent
    {
        protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => stream;

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(stream);

        protected override Task SerializeToStreamAsync(Stream target, TransportContext? context) => throw new NotSupportedException();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
