using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using OrleansTicks.Simulator;

namespace OrleansTicks.Simulator.Tests;

/// <summary>A client that does nothing by itself: it answers no ping and shows every frame.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _tcp = new() { ReceiveBufferSize = 16 << 10 };       // small, so that one that does not read soon stalls
    private NetworkStream _stream = null!;

    public string Head { get; private set; } = "";

    public static async Task<RawClient> ConnectAsync(SimulatorServer server, string path, string headers = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n")
    {
        var client = new RawClient();
        await client._tcp.ConnectAsync("127.0.0.1", server.Port, Some.Cancellation);
        client._stream = client._tcp.GetStream();
        await client._stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n"), Some.Cancellation);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await client._stream.ReadExactlyAsync(one, Some.Cancellation);
            head.Append((char)one[0]);
        }

        client.Head = head.ToString();
        return client;
    }

    public async Task SendAsync(int opcode, string text, bool masked = true, bool final = true)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var frame = new List<byte> { (byte)((final ? 0x80 : 0) | opcode), (byte)((masked ? 0x80 : 0) | payload.Length) };
        if (masked) frame.AddRange([1, 2, 3, 4]);
        frame.AddRange(payload.Select((b, i) => masked ? (byte)(b ^ (1 + (i & 3))) : b));
        await _stream.WriteAsync(frame.ToArray(), Some.Cancellation);
    }

    /// <summary>The next frame; its payload of a close frame is the code.</summary>
    public async Task<(int Opcode, string Text)> ReceiveAsync()
    {
        var head = new byte[2];
        await _stream.ReadExactlyAsync(head, Some.Cancellation);
        int length = head[1];
        if (length == 126)
        {
            await _stream.ReadExactlyAsync(head.AsMemory(), Some.Cancellation);
            length = BinaryPrimitives.ReadUInt16BigEndian(head);
            head[0] = 0x81;
        }

        var payload = new byte[length];
        await _stream.ReadExactlyAsync(payload, Some.Cancellation);
        var opcode = head[0] & 0x0f;
        return (opcode, opcode == 8 && length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload).ToString() : Encoding.UTF8.GetString(payload));
    }

    /// <summary>Skips data and answers until a frame of this opcode.</summary>
    public async Task<string> ReceiveAsync(int opcode)
    {
        while (true)
        {
            var (found, text) = await ReceiveAsync();
            if (found == opcode) return text;
        }
    }

    public void Dispose() => _tcp.Dispose();
}
