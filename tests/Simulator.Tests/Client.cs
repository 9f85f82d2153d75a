using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using OrleansTicks.Simulator;

namespace OrleansTicks.Simulator.Tests;

/// <summary>A user's WebSocket, the one of .NET.</summary>
internal sealed class Client : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _id;

    public ClientWebSocket Socket { get; } = new() { Options = { KeepAliveInterval = TimeSpan.Zero, CollectHttpResponseDetails = true } };

    public static async Task<Client> ConnectAsync(SimulatorServer server, string path)
    {
        var client = new Client();
        await client.OpenAsync(server, path);
        return client;
    }

    public Task OpenAsync(SimulatorServer server, string path) => Socket.ConnectAsync(new Uri(server.Url, path), Some.Cancellation);

    public Task SendAsync(string text) => Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Some.Cancellation);

    /// <summary>The next message; null when the server closed with a close frame.</summary>
    public async Task<string?> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            var part = await Socket.ReceiveAsync(_buffer.AsMemory(length), Some.Cancellation);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            length += part.Count;
            if (part.EndOfMessage) return Encoding.UTF8.GetString(_buffer, 0, length);
        }
    }

    /// <summary>The next message as bytes; null when the server closed with a close frame.</summary>
    public async Task<byte[]?> ReceiveBytesAsync()
    {
        var length = 0;
        while (true)
        {
            var part = await Socket.ReceiveAsync(_buffer.AsMemory(length), Some.Cancellation);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            length += part.Count;
            if (part.EndOfMessage) return _buffer[..length];
        }
    }

    public Task SendAsync(byte[] binary) => Socket.SendAsync(binary, WebSocketMessageType.Binary, endOfMessage: true, Some.Cancellation);

    public async Task<List<string>> ReceiveAsync(int count)
    {
        var messages = new List<string>();
        while (messages.Count < count) messages.Add(await ReceiveAsync() ?? throw new InvalidOperationException($"closed after {messages.Count} of {count}"));
        return messages;
    }

    /// <summary>Asks and returns the answer, which must be the next message without a stream.</summary>
    public async Task<string> AskAsync(string text)
    {
        await SendAsync(text);
        while (true)
        {
            var answer = (await ReceiveAsync())!;
            if (answer.StartsWith("{\"result\"", StringComparison.Ordinal) || answer.StartsWith("{\"code\"", StringComparison.Ordinal)) return answer;
        }
    }

    public Task<string> SubscribeAsync(params string[] streams) =>
        AskAsync($$"""{"method":"SUBSCRIBE","params":{{JsonSerializer.Serialize(streams)}},"id":{{++_id}}}""");

    /// <summary>Reads until the connection ends; null when it ended without a close frame.</summary>
    public async Task<(List<string> Messages, int? Code)> ReadToEndAsync()
    {
        var messages = new List<string>();
        try
        {
            while (await ReceiveAsync() is { } message) messages.Add(message);
            if (Socket.State == WebSocketState.CloseReceived) await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Some.Cancellation);
            return (messages, (int?)Socket.CloseStatus);
        }
        catch (WebSocketException)
        {
            return (messages, null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ValueTask.CompletedTask;
        Socket.Dispose();
    }
}
