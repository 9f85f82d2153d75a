using System.Net;
using System.Net.Sockets;
using System.Text;
using OrleansTicks.System.Tests;

namespace OrleansTicks.Faults;

/// <summary>So many who ask a node for its live quotes and never read a byte. Whoever is cut comes again at once, until disposed of.</summary>
internal sealed class MuteListeners : IAsyncDisposable
{
    private const int TcpInfo = 11, TcpEstablished = 1;

    private readonly Uri _address;
    private readonly byte[] _request;
    private readonly Socket?[] _sockets;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    /// <param name="address">Of the node's API.</param>
    /// <param name="count">At a time.</param>
    public MuteListeners(Uri address, int count)
    {
        (_address, _sockets) = (address, new Socket?[count]);
        _request = Encoding.ASCII.GetBytes($"GET /api/v1/stream/quotes HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: text/event-stream\r\n\r\n");
        _running = Task.Run(RunAsync);
    }

    /// <summary>Connections opened so far.</summary>
    public int Opened { get; private set; }

    /// <summary>Connections that the node ended.</summary>
    public int Cut { get; private set; }

    /// <summary>Of those that are open now: answered 200.</summary>
    public int Served => _sockets.Count(socket => socket is not null && HasBegun(socket));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        foreach (var socket in _sockets) socket?.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            for (var i = 0; i < _sockets.Length; i++)
            {
                if (_sockets[i] is { } socket)
                {
                    if (IsOpen(socket)) continue;
                    socket.Dispose();
                    _sockets[i] = null;
                    Cut++;
                }

                _sockets[i] = await OpenAsync();
            }

            await Patience.PauseAsync(TimeSpan.FromMilliseconds(250));
        }
    }

    private async Task<Socket?> OpenAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, _address.Port);
            await socket.SendAsync(_request);
            Opened++;
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;   // next time
        }
    }

    /// <summary>The operating system's word; asking reads nothing.</summary>
    private static bool IsOpen(Socket socket)
    {
        Span<byte> info = stackalloc byte[1];
        return socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, TcpInfo, info) == 1 && info[0] == TcpEstablished;
    }

    /// <summary>Looks without taking, so that the window stays shut.</summary>
    private static bool HasBegun(Socket socket)
    {
        var first = new byte[12];
        try
        {
            return socket.Available >= first.Length && socket.Receive(first, SocketFlags.Peek) == first.Length && first.AsSpan().SequenceEqual("HTTP/1.1 200"u8);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
