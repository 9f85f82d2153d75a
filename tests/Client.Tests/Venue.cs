using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansTicks.Client.Tests;

/// <summary>A venue on loopback that says what the test says, to whom the test says.</summary>
internal sealed class Venue : IAsyncDisposable
{
    private readonly Channel<WebSocket> _sockets = Channel.CreateUnbounded<WebSocket>();
    private readonly Channel<byte[]> _heard = Channel.CreateUnbounded<byte[]>();
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
            if (!context.WebSockets.IsWebSocketRequest)
            {
                await context.Response.WriteAsync(venue.Answer, context.RequestAborted);
                return;
            }

            venue.Query = context.Request.QueryString.Value ?? "";
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            venue._sockets.Writer.TryWrite(socket);
            var room = new byte[4096];
            try
            {
                while (socket.State is WebSocketState.Open)
                {
                    var message = await socket.ReceiveAsync(room, context.RequestAborted);
                    venue._heard.Writer.TryWrite(room[..message.Count]);
                }
            }
            catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
            {
            }
        });
        await venue._app.StartAsync(Cli.Cancellation);
        return venue;
    }

    /// <summary>The query that the last one came with.</summary>
    public string Query { get; private set; } = "";

    /// <summary>What a plain request is answered.</summary>
    public string Answer { get; set; } = "";

    /// <summary>The next message that anybody sent.</summary>
    public ValueTask<byte[]> HearAsync() => _heard.Reader.ReadAsync(Cli.Cancellation);

    /// <summary>The next one who connected.</summary>
    public ValueTask<WebSocket> AcceptAsync() => _sockets.Reader.ReadAsync(Cli.Cancellation);

    public static Task SendAsync(WebSocket socket, string frame) => socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, Cli.Cancellation);

    public static Task SendAsync(WebSocket socket, byte[] frame) => socket.SendAsync(frame, WebSocketMessageType.Binary, true, Cli.Cancellation);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
