using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OrleansTicks.Faults;

/// <summary>What answers where a venue behind TLS is expected.</summary>
internal enum TlsAnswer
{
    /// <summary>Bytes without sense.</summary>
    Garbage,

    /// <summary>HTTP without TLS.</summary>
    PlainHttp,

    /// <summary>The first bytes of a server's hello, then the end.</summary>
    CutInHandshake,

    /// <summary>A whole handshake, with a certificate that nobody vouches for.</summary>
    SelfSigned,
}

/// <summary>Listens on a loopback port, answers every connection wrongly, and keeps what came in.</summary>
internal sealed class TlsTrap : IAsyncDisposable
{
    private readonly TlsAnswer _answer;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<byte[]> _received = [];
    private readonly List<byte[]> _firsts = [];
    private int _connections;
    private readonly X509Certificate2 _certificate = SelfSigned();
    private readonly Task _accepting;
    private int _insideTls;

    public TlsTrap(TlsAnswer answer)
    {
        _answer = answer;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    /// <summary>Connections so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>All that came in, read by read, as it stood on the wire.</summary>
    public IReadOnlyList<byte[]> Received
    {
        get
        {
            lock (_gate) return [.. _received];
        }
    }

    /// <summary>What each connection that said anything said first.</summary>
    public IReadOnlyList<byte[]> Firsts
    {
        get
        {
            lock (_gate) return [.. _firsts];
        }
    }

    /// <summary>Bytes that came through TLS: the client trusted the certificate.</summary>
    public int InsideTls => Volatile.Read(ref _insideTls);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _certificate.Dispose();
        _stop.Dispose();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptSocketAsync(_stop.Token);
            Interlocked.Increment(ref _connections);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var wire = new HeardStream(new NetworkStream(socket, ownsSocket: true), Hear);
        var buffer = new byte[16 << 10];
        try
        {
            if (_answer == TlsAnswer.SelfSigned)
            {
                await using var tls = new SslStream(wire, leaveInnerStreamOpen: true);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                int read;
                while ((read = await tls.ReadAsync(buffer, _stop.Token)) > 0) Interlocked.Add(ref _insideTls, read);
                return;
            }

            _ = await wire.ReadAsync(buffer, _stop.Token);
            byte[] answer = _answer switch
            {
                TlsAnswer.Garbage => RandomNumberGenerator.GetBytes(512),
                TlsAnswer.PlainHttp => [.. "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8],
                _ => [0x16, 0x03, 0x03, 0x00, 0x7a, 0x02, 0x00, 0x00, 0x76, 0x03, 0x03],   // a record of 122 bytes of which six follow
            };
            await wire.WriteAsync(answer, _stop.Token);
            socket.Shutdown(SocketShutdown.Send);
            while (await wire.ReadAsync(buffer, _stop.Token) > 0)
            {
                // Whatever else it says on this connection is heard too.
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
        {
            // What the client should do.
        }
    }

    private void Hear(byte[] bytes, bool first)
    {
        lock (_gate)
        {
            _received.Add(bytes);
            if (first) _firsts.Add(bytes);
        }
    }

    /// <summary>Tells of every read of the wire.</summary>
    private sealed class HeardStream(NetworkStream wire, Action<byte[], bool> heard) : Stream
    {
        private bool _first = true;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await wire.ReadAsync(buffer, cancellationToken);
            if (read == 0) return 0;
            heard(buffer[..read].ToArray(), _first);
            _first = false;
            return read;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => wire.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => wire.FlushAsync(cancellationToken);

        public override void Flush() => wire.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await wire.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
