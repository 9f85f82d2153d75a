using System.Text;
using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>Where a stream's frames may be copied on their way: off by default, switched on and off while it is read.</summary>
/// <remarks>Everything but <see cref="IsWanted"/> is called by the stream's own session, one call at a time.</remarks>
internal sealed class FrameTap(RecorderOptions? options, IFeed feed, EditablePlan plan, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private volatile bool _wanted;
    private FrameRecording? _recording;
    private bool _connected;

    /// <summary>Whether the stream is to be recorded; noticed at the next wake-up.</summary>
    public bool IsWanted
    {
        get => _wanted;
        set => _wanted = value && options is not null;
    }

    public void Connected(long at)
    {
        _connected = true;
        if (IsWanted) Recording(at, isFirst: false).Tell(FrameEventKind.Connected, at);
    }

    public void Carries(StreamPlan next, long at) => _recording?.Tell(FrameEventKind.Carries, at, Encoding.UTF8.GetBytes(string.Join('\n', next.Instruments.Select(instrument => instrument.Name))));

    public void Disconnected(Reason reason, long at)
    {
        _connected = false;
        _recording?.Tell(FrameEventKind.Disconnected, at, [(byte)reason]);
    }

    public void Frames(FrameBatch frames, long at)
    {
        if (_wanted) Recording(at, isFirst: true).Frames(frames, at);
        else if (_recording is { } ended) End(ended);
    }

    public async ValueTask DisposeAsync()
    {
        if (_recording is not { } ended) return;
        _recording = null;
        await ended.DisposeAsync();
    }

    /// <summary>One that begins in the middle of a connection says that there is one.</summary>
    private FrameRecording Recording(long at, bool isFirst)
    {
        if (_recording is not null) return _recording;
        _recording = new FrameRecording(options!, Header, time, logger);
        if (isFirst && _connected) _recording.Tell(FrameEventKind.Connected, at);
        return _recording;
    }

    private void End(FrameRecording ended)
    {
        _recording = null;
        _ = ended.DisposeAsync().AsTask();      // it writes what it has; a disk that fails is told by itself
    }

    private RecordingHeader Header()
    {
        var now = plan.Now;
        var codes = now.Instruments.Select(instrument => (instrument.Name, Code: feed.CodeOf(instrument))).Where(pair => pair.Code is not null).ToDictionary(pair => pair.Name, pair => pair.Code!);
        return new RecordingHeader
        {
            Feed = now.Feed, Mode = now.Mode.Word(), Stream = now.Key.ToString(), Instruments = [.. now.Instruments.Select(instrument => instrument.Name)], Began = time.GetUtcNow(),
            Codes = codes.Count > 0 ? codes : null,
        };
    }
}
