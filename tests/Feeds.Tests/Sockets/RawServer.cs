using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace OrleansTicks.Feeds.Tests;

/// <summary>A server on loopback that speaks WebSocket by hand, so that it can also speak it wrongly.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private readonly Func<RawPeer, Task> _play;
    private readonly string? _answer;

    /// <param name="play">What it does after the handshake; the connection closes when that ends.</param>
    /// <param name="answer">Bytes to answer the handshake with; null = accept it.</param>
    public RawServer(Func<RawPeer, Task> play, string? answer = null)
    {
        _play = play;
        _answer = answer;
        _listener.Start();
        _run = AcceptAsync();
    }

    public string Url => $"ws://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public List<string> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _run;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var peers = new List<Task>();
        try
        {
            while (true) peers.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            await Task.WhenAll(peers);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var peer = new RawPeer(socket, _stop.Token);
        try
        {
            var head = await peer.ReadHeadAsync();
            lock (Requests) Requests.Add(head);
            var key = head.Split("\r\n").First(line => line.StartsWith("Sec-WebSocket-Key: ", StringComparison.OrdinalIgnoreCase))[19..];
            var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
            await peer.SendRawAsync(Encoding.ASCII.GetBytes(_answer ?? $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
            if (_answer is null) await _play(peer);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or EndOfStreamException or ObjectDisposedException or InvalidOperationException)
        {
            // The client went away, which is what many tests are about.
        }
    }
}

/// <summary>One client of a <see cref="RawServer"/>.</summary>
internal sealed class RawPeer(Socket socket, CancellationToken stopping) : IAsyncDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    public CancellationToken Stopping => stopping;

    public async Task<string> ReadHeadAsync()
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await _stream.ReadExactlyAsync(one, stopping);
            head.Add(one[0]);
        }

        return Encoding.ASCII.GetString([.. head]);
    }

    public async Task SendRawAsync(byte[] bytes) => await _stream.WriteAsync(bytes, stopping);

    /// <summary>Without awaiting, hence without allocating.</summary>
    public void SendNow(byte[] bytes) => _stream.Write(bytes);

    public Task SendAsync(string text) => SendRawAsync(Frame(1, Encoding.UTF8.GetBytes(text)));

    public Task CloseAsync(int code, string text = "") => SendRawAsync(Frame(8, [(byte)(code >> 8), (byte)code, .. Encoding.UTF8.GetBytes(text)]));

    /// <summary>Reads one frame of the client, unmasked.</summary>
    public async Task<(int Opcode, byte[] Payload)> ReadAsync()
    {
        var head = new byte[2];
        await _stream.ReadExactlyAsync(head, stopping);
        var length = head[1] & 127;
        if (length == 126)
        {
            var two = new byte[2];
            await _stream.ReadExactlyAsync(two, stopping);
            length = BinaryPrimitives.ReadUInt16BigEndian(two);
        }

        var mask = new byte[4];
        await _stream.ReadExactlyAsync(mask, stopping);
        var payload = new byte[length];
        await _stream.ReadExactlyAsync(payload, stopping);
        for (var i = 0; i < length; i++) payload[i] ^= mask[i % 4];
        return (head[0] & 15, payload);
    }

    /// <summary>Waits until the client sends a frame of this kind, answering nothing.</summary>
    public async Task<byte[]> ReadUntilAsync(int opcode)
    {
        while (true)
        {
            var (kind, payload) = await ReadAsync();
            if (kind == opcode) return payload;
        }
    }

    /// <summary>Resets the connection: no close frame, no FIN.</summary>
    public void Cut()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    public static byte[] Frame(int opcode, byte[] payload, bool fin = true, bool masked = false, int reserved = 0)
    {
        var bytes = new List<byte> { (byte)((fin ? 0x80 : 0) | (reserved << 4) | opcode) };
        var mask = masked ? 0x80 : 0;
        if (payload.Length < 126)
        {
            bytes.Add((byte)(mask | payload.Length));
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            bytes.AddRange([(byte)(mask | 126), (byte)(payload.Length >> 8), (byte)payload.Length]);
        }
        else
        {
            bytes.Add((byte)(mask | 127));
            var length = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(length, payload.Length);
            bytes.AddRange(length);
        }

        if (masked) bytes.AddRange([0, 0, 0, 0]);
        bytes.AddRange(payload);
        return [.. bytes];
    }
}
