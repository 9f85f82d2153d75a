using System.Collections.Concurrent;

namespace OrleansTicks.Core;

/// <summary>A connection that is to take another's place: read from its first message on, kept until it is taken over, and from then on no different from any other.</summary>
/// <remarks>What it kept is handed out first, with the moments at which it was read, so that the two connections overlap and nothing lies between them.</remarks>
internal sealed class WarmConnection : IFeedConnection
{
    /// <summary>More is not kept: then it is time to take over.</summary>
    private const long MostBytes = 32 << 20;

    private readonly IFeedConnection _inner;
    private readonly IFrameParser _probe;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<FrameBatch> _kept = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _more = new(0);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _warming;
    private volatile bool _taken;
    private bool _passes;
    private long _bytes;

    /// <param name="inner">Open; owned from here on.</param>
    /// <param name="probe">A parser of its own, to know data when it comes, and what the venue wants to hear.</param>
    /// <param name="time">The clock.</param>
    public WarmConnection(IFeedConnection inner, IFrameParser probe, TimeProvider time)
    {
        (_inner, _probe, _time) = (inner, probe, time);
        _warming = WarmAsync();
    }

    /// <summary>Completes with its first data; fails when it ends before.</summary>
    public Task Ready => _ready.Task;

    public ValueTask<FrameBatch> ReadAsync(CancellationToken cancellationToken) => _passes ? _inner.ReadAsync(cancellationToken) : TakeOverAsync(cancellationToken);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => _inner.SendAsync(message, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _warming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _inner.DisposeAsync();
        _stop.Dispose();
        _more.Dispose();
    }

    private async Task WarmAsync()
    {
        try
        {
            var ticks = new TickBuffer();
            while (!_taken)
            {
                var frames = await _inner.ReadAsync(_stop.Token);
                var kept = frames.Copy(_taken ? 0 : _time.MicrosecondsNow());   // what comes after the other connection has ended overlaps with nothing
                for (var i = 0; i < frames.Count && !_ready.Task.IsCompleted; i++)
                {
                    ticks.Clear();
                    if (_probe.Parse(frames[i], frames.IsBinary(i), ticks).Kind is FrameKind.Data && ticks.Count > 0) _ready.TrySetResult();
                }

                while (_probe.TryTakeReply(out var reply)) await _inner.SendAsync(reply, _stop.Token);
                _kept.Enqueue(kept);
                _more.Release();
                if ((_bytes += kept.Buffer.Length) > MostBytes) _ready.TrySetResult();
            }
        }
        catch (Exception failure)
        {
            _ready.TrySetException(failure);
            throw;
        }
        finally
        {
            _more.Release();       // nothing more is kept
        }
    }

    private async ValueTask<FrameBatch> TakeOverAsync(CancellationToken cancellationToken)
    {
        _taken = true;
        await _more.WaitAsync(cancellationToken);
        if (_kept.TryDequeue(out var next)) return next;
        await _warming;            // its failure is ours now
        _passes = true;
        return await _inner.ReadAsync(cancellationToken);
    }
}
