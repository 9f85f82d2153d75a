using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>One open WebSocket. A wake-up reads all that has arrived and allocates nothing.</summary>
/// <remarks>
/// The receive that had to wait stays pending between calls, beyond the messages that were handed out, so that no call begins with a question to the
/// socket that the one before has asked. Continuations run on the thread that the socket woke: no hand-over. Cancelling a read ends the connection.
/// </remarks>
internal sealed class SocketConnection : IFeedConnection, IValueTaskSource<FrameBatch>
{
    /// <summary>Enough for one wake-up; more waits for the next, so that a flood does not starve the reader.</summary>
    private const int MaxFrames = 1024;

    /// <summary>Fragments without a byte that one message may have.</summary>
    private const int MaxEmptyFragments = 1000;

    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(1);

    private readonly ClientWebSocket _socket;
    private readonly PingWatch.Watched _watched;
    private readonly SecretUrl _url;
    private readonly string _shown;
    private readonly ReceiveBuffer _buffer;
    private readonly WebSocketMessageType _sends;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Action _onReceived;
    private ManualResetValueTaskSourceCore<FrameBatch> _answer;
    private ConfiguredValueTaskAwaitable<ValueWebSocketReceiveResult>.ConfiguredValueTaskAwaiter _receive;
    private bool _isReceiving;
    private int _emptyFragments;
    private Exception? _end;
    private CancellationToken _token;
    private CancellationTokenRegistration _registration;

    /// <param name="socket">Open; owned from here on.</param>
    /// <param name="watched">What its watch knows of it.</param>
    /// <param name="url">For its secrets: they are taken out of what the venue says.</param>
    /// <param name="shown">Its address as it may be shown.</param>
    /// <param name="maxMessage">The longest message taken, in bytes.</param>
    /// <param name="sends">What our messages are, text or binary.</param>
    public SocketConnection(ClientWebSocket socket, PingWatch.Watched watched, SecretUrl url, string shown, int maxMessage, WebSocketMessageType sends)
    {
        _sends = sends;
        _socket = socket;
        _watched = watched;
        _url = url;
        _shown = shown;
        _buffer = new ReceiveBuffer(maxMessage);
        _onReceived = OnReceived;
    }

    /// <summary>Bytes held to receive into.</summary>
    internal int BufferSize => _buffer.Size;

    public ValueTask<FrameBatch> ReadAsync(CancellationToken cancellationToken)
    {
        Watch(cancellationToken);
        _buffer.Forget();
        if (_end is not null || TryGather())
            return _buffer.Batch.Count > 0 ? new(_buffer.Batch) : ValueTask.FromException<FrameBatch>(Ending());
        _answer.Reset();
        var answer = new ValueTask<FrameBatch>(this, _answer.Version);
        _receive.UnsafeOnCompleted(_onReceived);
        return answer;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        // Subscriptions, signs of life and replies come from different places; a socket takes one message at a time.
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(message, _sends, endOfMessage: true, cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw SocketFaults.Judge(_shown, e);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Says goodbye where the venue still listens, for at most a second, and lets go.</summary>
    public async ValueTask DisposeAsync()
    {
        await _registration.DisposeAsync();
        _watched.Dispose();
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await CloseAsync(WebSocketCloseStatus.NormalClosure);
        _socket.Dispose();
    }

    FrameBatch IValueTaskSource<FrameBatch>.GetResult(short token) => _answer.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<FrameBatch>.GetStatus(short token) => _answer.GetStatus(token);

    void IValueTaskSource<FrameBatch>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);

    private void OnReceived()
    {
        if (!TryGather()) _receive.UnsafeOnCompleted(_onReceived);
        else if (_buffer.Batch.Count > 0) _answer.SetResult(_buffer.Batch);
        else _answer.SetException(Ending());
    }

    /// <summary>Takes what has arrived. False when nothing whole has and the receive must be waited for; else there are messages, or there is an end.</summary>
    private bool TryGather()
    {
        try
        {
            while (_end is null)
            {
                if (!_isReceiving)
                {
                    if (_buffer.Batch.Count >= MaxFrames || !_buffer.TryMakeRoom(out var room)) return true;
                    _receive = _socket.ReceiveAsync(room, CancellationToken.None).ConfigureAwait(false).GetAwaiter();
                    _isReceiving = true;
                }

                if (!_receive.IsCompleted) return _buffer.Batch.Count > 0;
                _isReceiving = false;
                Take(_receive.GetResult());
            }
        }
        catch (Exception e)
        {
            // Of whatever kind: it is the end of this connection, and whoever reads must hear of it.
            _end = _watched.IsLost ? SocketFaults.Unanswered(_shown, e) : SocketFaults.Judge(_shown, e);
        }

        return true;
    }

    private void Take(ValueWebSocketReceiveResult result)
    {
        if (result.MessageType is WebSocketMessageType.Close)
        {
            _end = SocketFaults.Closed(_url, _shown, (int)(_socket.CloseStatus ?? WebSocketCloseStatus.Empty), _socket.CloseStatusDescription);
            return;
        }

        _emptyFragments = result.Count > 0 || result.EndOfMessage ? 0 : _emptyFragments + 1;
        if (_emptyFragments > MaxEmptyFragments)
            EndWith(SocketFaults.Nonsense(_shown), WebSocketCloseStatus.ProtocolError);
        else if (!_buffer.TryTake(result.Count, result.EndOfMessage, result.MessageType is WebSocketMessageType.Binary))
            EndWith(SocketFaults.TooLong(_shown, _buffer.MaxMessage), WebSocketCloseStatus.MessageTooBig);
    }

    private void EndWith(FeedException end, WebSocketCloseStatus status)
    {
        _end = end;
        _ = CloseAsync(status);          // bounded, and it never throws: the reader need not wait for it
    }

    private Exception Ending() => _token.IsCancellationRequested ? new OperationCanceledException(_token) : _end!;

    /// <summary>One registration for as long as the reader comes with the same token.</summary>
    private void Watch(CancellationToken cancellationToken)
    {
        if (cancellationToken == _token) return;
        _registration.Dispose();
        _token = cancellationToken;
        _registration = cancellationToken.UnsafeRegister(static socket => ((ClientWebSocket)socket!).Abort(), _socket);
    }

    private async Task CloseAsync(WebSocketCloseStatus status)
    {
        using var limit = new CancellationTokenSource(GoodbyeTime);
        try
        {
            await _socket.CloseOutputAsync(status, null, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It was gone already, or does not listen: there is nobody to say goodbye to.
        }
    }
}
