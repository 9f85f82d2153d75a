using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>The recording of one stream while it is read here. The reading thread only copies; a task compresses and writes, and begins new files.</summary>
/// <remarks>Recording never holds up reading: when the disk is too slow, messages are left out of the recording (never of the store), and the hole is told in it.</remarks>
internal sealed partial class FrameRecording : IAsyncDisposable
{
    private const int BlockSize = 256 << 10;

    private readonly RecorderOptions _options;
    private readonly Func<RecordingHeader> _header;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Signal _full = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writing;
    private FrameBlock _open = new();
    private FrameBlock _spare = new();
    private FileStream? _file;
    private DateTimeOffset _began;
    private bool _connected;
    private bool _failed;
    private long _lost;
    private long _told;

    /// <param name="options">Where and how.</param>
    /// <param name="header">Of a file that is begun now.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of a disk that fails.</param>
    public FrameRecording(RecorderOptions options, Func<RecordingHeader> header, TimeProvider time, ILogger logger)
    {
        (_options, _header, _time, _logger) = (options, header, time, logger);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Messages left out so far.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Tells of all messages of a wake-up.</summary>
    public void Frames(FrameBatch frames, long at)
    {
        lock (_gate)
        {
            var bytes = 0;
            for (var i = 0; i < frames.Count; i++) bytes += frames[i].Length + 16;
            if (_failed || _open.Length + bytes > _options.MaxWaiting)
            {
                _lost += frames.Count;
                return;
            }

            TellLost(at);
            for (var i = 0; i < frames.Count; i++) _open.Add(frames.IsBinary(i) ? FrameEventKind.Binary : FrameEventKind.Text, at, frames[i]);
            if (_open.Length >= BlockSize) _full.Set();
        }
    }

    /// <summary>Tells of anything else.</summary>
    public void Tell(FrameEventKind kind, long at, ReadOnlySpan<byte> bytes = default)
    {
        lock (_gate)
        {
            TellLost(at);
            _open.Add(kind, at, bytes);
        }
    }

    /// <summary>Writes what is there and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        _full.Set();
        await _writing;
        if (_file is not null) await _file.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>Under the lock: a hole comes before what follows it.</summary>
    private void TellLost(long at)
    {
        if (_lost == _told) return;
        Span<byte> count = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(count, _lost - _told);
        _open.Add(FrameEventKind.Lost, at, count);
        _told = _lost;
    }

    private async Task WriteAsync()
    {
        while (true)
        {
            var last = _stop.IsCancellationRequested;
            if (!last) await _full.WaitAsync(_options.Flush, _time, CancellationToken.None);
            FrameBlock block;
            lock (_gate) (block, _open) = (_open, _spare);
            if (block.Length > 0) await WriteAsync(block);
            block.Clear();
            _spare = block;
            if (last) return;
        }
    }

    private async Task WriteAsync(FrameBlock block)
    {
        try
        {
            if (_file is null || _file.Length >= _options.MaxBytes || _time.GetUtcNow() - _began >= _options.MaxAge) await BeginAsync();
            await _file!.WriteAsync(block.Compress());
            await _file.FlushAsync();
            _failed = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_failed) LogFailed(failure.Message);
            _failed = true;
            Interlocked.Increment(ref _lost);          // what the block held is not there: the next file begins with the hole
            if (_file is not null) await _file.DisposeAsync();
            _file = null;
            await Task.Delay(_options.Flush, _time);
            _failed = false;                           // and it is tried again
        }
    }

    private async Task BeginAsync()
    {
        if (_file is not null) await _file.DisposeAsync();
        _began = _time.GetUtcNow();
        var header = _header() with { Began = _began };
        var folder = Path.Combine(_options.Directory, FolderOf(header.Stream));
        Directory.CreateDirectory(folder);
        _file = new FileStream(Path.Combine(folder, $"{_began:yyyyMMdd'T'HHmmss.fff'Z'}{RecordingFile.Extension}"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0);
        await _file.WriteAsync(header.ToLine());
        if (!_connected)
        {
            _connected = true;
            return;
        }

        var begin = new FrameBlock();
        begin.Add(FrameEventKind.Continued, TickTime.FromDateTimeOffset(_began), default);
        await _file.WriteAsync(begin.Compress());
    }

    /// <summary>A key has characters that folders of some systems do not.</summary>
    public static string FolderOf(string stream) => string.Concat(stream.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '_'));

    [LoggerMessage(LogLevel.Error, "A recording cannot be written; it goes on with a hole when it can: {Problem}")]
    private partial void LogFailed(string problem);
}
