using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansTicks.Client.Tests;

/// <summary>A venue on loopback that says what the test says, to whom the test says.</summary>
internal sealed class Venue : IAsyncDisposable
{
    private readonly Channel<WebSocket> _sockets = Channel.CreateUnbounded<WebSocket>();
    private readonly WebApplication _app;

    private Venue(WebApplication app) => _app = app;

    public string Url => _app.Urls.First().Replace("http:", "ws:", StringComparison.Ordinal);

    public static async Task<Venue> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var venue = new Venue(builder.Build());
        venue._app.UseWebSockets();
        venue._app.Run(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            venue._sockets.Writer.TryWrite(socket);
            var nothing = new byte[256];
            try
            {
                while (socket.State is WebSocketState.Open) await socket.ReceiveAsync(nothing, context.RequestAborted);
            }
            catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
            {
            }
        });
        await venue._app.StartAsync(Cli.Cancellation);
        return venue;
    }

    /// <summary>The next one who connected.</summary>
    public ValueTask<WebSocket> AcceptAsync() => _sockets.Reader.ReadAsync(Cli.Cancellation);

    public static Task SendAsync(WebSocket socket, string frame) => socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, Cli.Cancellation);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
