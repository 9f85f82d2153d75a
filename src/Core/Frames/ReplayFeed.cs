using System.Buffers.Binary;

namespace OrleansTicks.Core;

/// <summary>A feed whose frames come from recordings: the venue's own parser reads them, and its connections end where the recorded ones did.</summary>
/// <param name="venue">Whose frames they are.</param>
/// <param name="replay">What is replayed.</param>
/// <param name="time">How time passes.</param>
public sealed class ReplayFeed(IFeed venue, Replay replay, TimeProvider time) : IFeed, IDisposable
{
    /// <summary>Other nodes of the store serve no feed of this name, so they leave its streams alone.</summary>
    public const string FeedName = "replay";

    private const int MostFrames = 1024;

    private readonly IEnumerator<FrameEvent> _events = replay.Files.SelectMany(RecordingFile.ReadEvents).GetEnumerator();
    private bool _begun;
    private bool _more;
    private long _firstAt;
    private long _firstTime;

    public string Name => FeedName;

    public FeedTraits Traits { get; } = venue.Traits with { LoginFirst = false, Connects = null, Sockets = null, PlannedAge = null, Hours = null, Unverified = false };

    public string Identify(string symbol) => venue.Identify(symbol);

    public IReadOnlyList<ReadOnlyMemory<byte>> Subscriptions(StreamPlan plan) => [];

    public IFrameParser CreateParser(StreamPlan plan) => venue.CreateParser(plan);

    public string Explain(int code) => venue.Explain(code);

    public async Task<IFeedConnection> ConnectAsync(StreamPlan plan, CancellationToken cancellationToken)
    {
        if (!_begun) (_begun, _more) = (true, Next());
        // What stands between two connections is not read again.
        while (_more && _events.Current.Kind is not (FrameEventKind.Text or FrameEventKind.Binary or FrameEventKind.Connected or FrameEventKind.Continued)) _more = Next();
        return _more ? new Connection(this) : await EndAsync<IFeedConnection>(cancellationToken);
    }

    public void Dispose()
    {
        _events.Dispose();
        (venue as IDisposable)?.Dispose();
    }

    private bool Next()
    {
        try
        {
            return _events.MoveNext();
        }
        catch (FormatException damaged)
        {
            throw new FeedException(Reason.ServerClose, damaged.Message, inner: damaged);
        }
    }

    /// <summary>Everything was read and handed on. Whoever waits for that ends it.</summary>
    private async Task<T> EndAsync<T>(CancellationToken cancellationToken)
    {
        replay.End();
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>Waits until it is this moment's turn.</summary>
    private async ValueTask PaceAsync(long at, CancellationToken cancellationToken)
    {
        replay.Time.Set(at);
        if (replay.Speed is not { } speed) return;
        if (_firstAt == 0) (_firstAt, _firstTime) = (at, time.GetTimestamp());
        var wait = TimeSpan.FromMicroseconds((at - _firstAt) / speed) - time.GetElapsedTime(_firstTime);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
    }

    private sealed class Connection(ReplayFeed feed) : IFeedConnection
    {
        private readonly FrameBatch _batch = new();
        private bool _open;

        public async ValueTask<FrameBatch> ReadAsync(CancellationToken cancellationToken)
        {
            while (feed._more)
            {
                var one = feed._events.Current;
                switch (one.Kind)
                {
                    case FrameEventKind.Text or FrameEventKind.Binary:
                        _open = true;
                        await feed.PaceAsync(one.At, cancellationToken);
                        return Gather(one.At);
                    case FrameEventKind.Connected when _open:
                        throw new FeedException(Reason.Network, "the recorded connection ended without a word");
                    case FrameEventKind.Disconnected:
                        await feed.PaceAsync(one.At, cancellationToken);
                        feed._more = feed.Next();
                        throw new FeedException(ReasonOf(one), "the recorded connection ended");
                    case FrameEventKind.Lost:
                        feed._more = feed.Next();
                        throw new FeedException(Reason.Network, $"the recording left out {BinaryPrimitives.ReadInt64LittleEndian(one.Bytes.Span)} messages here");
                    default:
                        _open |= one.Kind is FrameEventKind.Connected;
                        feed._more = feed.Next();
                        break;
                }
            }

            return await feed.EndAsync<FrameBatch>(cancellationToken);
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        /// <summary>What arrived together, as it did.</summary>
        private FrameBatch Gather(long at)
        {
            _batch.Clear();
            var length = 0;
            while (feed._more && feed._events.Current is { Kind: FrameEventKind.Text or FrameEventKind.Binary } one && one.At == at && _batch.Count < MostFrames)
            {
                if (_batch.Buffer.Length < length + one.Bytes.Length)
                {
                    var larger = new byte[Math.Max(4096, 2 * (length + one.Bytes.Length))];
                    _batch.Buffer.AsSpan(0, length).CopyTo(larger);
                    _batch.Buffer = larger;
                }

                one.Bytes.Span.CopyTo(_batch.Buffer.AsSpan(length));
                _batch.Add(length, one.Bytes.Length, one.Kind is FrameEventKind.Binary);
                length += one.Bytes.Length;
                feed._more = feed.Next();
            }

            return _batch;
        }

        /// <summary>Here nobody is refused, and nobody asks for patience.</summary>
        private static Reason ReasonOf(FrameEvent ended) =>
            ended.Bytes.Length > 0 && (Reason)ended.Bytes.Span[0] is var reason and not (Reason.Auth or Reason.RateLimit or Reason.None) ? reason : Reason.ServerClose;
    }

}
