using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace OrleansTicks.Faults;

/// <summary>A TCP proxy on a loopback port that does to its connections what networks do: delay, jitter, a narrow line, standing still, resets, half closes, refusals.</summary>
/// <remarks>What is set counts for all its connections from the next chunk on.</remarks>
internal sealed class FaultProxy : IAsyncDisposable
{
    private const int Chunk = 16 << 10;

    private readonly int _target;
    private readonly Func<Socket> _socket;
    private readonly Random _random;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<(Socket Client, Socket Server)> _pairs = [];
    private readonly HashSet<Socket> _deaf = [];
    private readonly SemaphoreSlim _held = new(0);
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _frozen;
    private volatile bool _refuses;
    private long _untilCut = long.MaxValue;

    /// <param name="target">Port on this machine.</param>
    /// <param name="seed">Of the jitter.</param>
    /// <param name="listen">Where it listens; null = loopback, on a free port.</param>
    /// <param name="socket">Makes the sockets towards the target, where that lives in another network.</param>
    public FaultProxy(int target, int seed, IPEndPoint? listen = null, Func<Socket>? socket = null)
    {
        (_target, _random, _listener) = (target, new Random(seed), new TcpListener(listen ?? new IPEndPoint(IPAddress.Loopback, 0)));
        _socket = socket ?? (static () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    /// <summary>What clients connect to.</summary>
    public string Address => $"{_listener.LocalEndpoint}";

    /// <summary>Added to each chunk, each way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Up to that much more, evenly spread.</summary>
    public TimeSpan Jitter { get; set; }

    /// <summary>Before a new connection is taken on.</summary>
    public TimeSpan AcceptDelay { get; set; }

    /// <summary>Bytes a second, each way; 0 = no limit.</summary>
    public int Bandwidth { get; set; }

    /// <summary>Connections that are open now.</summary>
    public int Open
    {
        get
        {
            lock (_gate) return _pairs.Count;
        }
    }

    /// <summary>Completes when a chunk has come to a frozen line and waits there; each chunk is told once.</summary>
    public Task Held(CancellationToken cancellationToken) => _held.WaitAsync(cancellationToken);

    /// <summary>Nothing passes any more, and nobody is told: as if a cable was pulled.</summary>
    public void Freeze() => _frozen ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw()
    {
        var frozen = _frozen;
        _frozen = null;
        frozen?.TrySetResult();
    }

    /// <summary>Ends all connections with a reset, and refuses new ones until <see cref="Restore"/>.</summary>
    public void Refuse()
    {
        _refuses = true;
        Reset();
    }

    public void Restore()
    {
        _refuses = false;
        Thaw();
        (Delay, Jitter, AcceptDelay, Bandwidth) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, 0);
        Interlocked.Exchange(ref _untilCut, long.MaxValue);
    }

    /// <summary>Ends all connections with a reset.</summary>
    public void Reset()
    {
        foreach (var (client, server) in Take())
        {
            try
            {
                client.LingerState = server.LingerState = new LingerOption(true, 0);
            }
            catch (ObjectDisposedException)
            {
                // One end is gone already; the other goes now.
            }

            client.Dispose();
            server.Dispose();
        }
    }

    /// <summary>Says to the clients that the server has said its last word, and drops what it says from now on; what they send still passes.</summary>
    public void HalfClose()
    {
        lock (_gate)
        {
            foreach (var (client, _) in _pairs)
            {
                if (_deaf.Add(client)) client.Shutdown(SocketShutdown.Send);
            }
        }
    }

    /// <summary>After that many bytes from the server the connection that carried the last of them is reset: an answer that is lost.</summary>
    public void CutAfter(long bytes) => Interlocked.Exchange(ref _untilCut, bytes);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Thaw();
        Reset();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _held.Dispose();
    }

    private List<(Socket Client, Socket Server)> Take()
    {
        lock (_gate)
        {
            var pairs = _pairs.ToList();
            _pairs.Clear();
            return pairs;
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptSocketAsync(_stop.Token);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = _socket();
        try
        {
            if (AcceptDelay > TimeSpan.Zero) await Task.Delay(AcceptDelay, TimeProvider.System, _stop.Token);
            if (_refuses) throw new SocketException((int)SocketError.ConnectionRefused);
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            client.NoDelay = server.NoDelay = true;
            lock (_gate) _pairs.Add((client, server));
            await Task.WhenAll(PumpAsync(client, server, fromServer: false), PumpAsync(server, client, fromServer: true));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            client.LingerState = new LingerOption(true, 0);
        }
        finally
        {
            lock (_gate)
            {
                _pairs.RemoveAll(pair => pair.Client == client);
                _deaf.Remove(client);
            }

            client.Dispose();
            server.Dispose();
        }
    }

    /// <summary>Reads and writes apart, so that a delay is a longer way and not a narrower one.</summary>
    private async Task PumpAsync(Socket from, Socket to, bool fromServer)
    {
        var way = Channel.CreateBounded<(byte[] Bytes, long Due)>(4_096);
        var writing = WriteAsync(way.Reader, from, to, fromServer);
        var buffer = new byte[Chunk];
        try
        {
            while (true)
            {
                var read = await from.ReceiveAsync(buffer, _stop.Token);
                if (read == 0) break;
                var due = TimeProvider.System.GetTimestamp() + (long)((Delay + (Jitter * Chance())).TotalSeconds * TimeProvider.System.TimestampFrequency);
                await way.Writer.WriteAsync((buffer.AsSpan(0, read).ToArray(), due), _stop.Token);
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            from.Dispose();
            to.Dispose();
        }
        finally
        {
            way.Writer.Complete();
        }

        await writing;
    }

    private async Task WriteAsync(ChannelReader<(byte[] Bytes, long Due)> way, Socket from, Socket to, bool fromServer)
    {
        var free = 0L;                                           // when a narrow line has passed on what it was given before
        try
        {
            await foreach (var (bytes, due) in way.ReadAllAsync(_stop.Token))
            {
                if (_frozen is { } frozen)
                {
                    _held.Release();
                    await frozen.Task.WaitAsync(_stop.Token);
                }

                var now = TimeProvider.System.GetTimestamp();
                if (Bandwidth is var narrow and > 0) free = Math.Max(free, now) + (long)((double)bytes.Length / narrow * TimeProvider.System.TimestampFrequency);
                var pause = TimeProvider.System.GetElapsedTime(now, Math.Max(due, free));
                if (pause > TimeSpan.Zero) await Task.Delay(pause, TimeProvider.System, _stop.Token);
                if (fromServer && Interlocked.Add(ref _untilCut, -bytes.Length) < 0 && Interlocked.Exchange(ref _untilCut, long.MaxValue) < 0)
                {
                    from.LingerState = to.LingerState = new LingerOption(true, 0);
                    from.Dispose();
                    to.Dispose();
                    return;
                }

                if (fromServer && IsDeaf(to)) continue;
                try
                {
                    await to.SendAsync(bytes, _stop.Token);
                }
                catch (SocketException) when (fromServer && IsDeaf(to))
                {
                    // It was told of the end while this was on its way.
                }
            }

            if (!IsDeaf(to)) to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            from.Dispose();
            to.Dispose();
        }
    }

    private bool IsDeaf(Socket client)
    {
        lock (_gate) return _deaf.Contains(client);
    }

    private double Chance()
    {
        lock (_random) return _random.NextDouble();
    }
}
