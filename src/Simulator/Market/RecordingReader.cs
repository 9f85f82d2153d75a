using System.IO.Compression;

namespace OrleansTicks.Simulator;

/// <summary>Reads recordings of all known shapes, plain or gzip: <c>&lt;ns&gt; &lt;frame&gt;</c>, <c>&lt;s&gt;: &lt;frame&gt;</c> behind a header line, and frames
/// alone.</summary>
/// <param name="wire">Knows the venue's frames.</param>
/// <param name="only">Symbols to play; empty = all.</param>
internal sealed class RecordingReader(IRecordedWire wire, IReadOnlyCollection<string> only)
{
    private readonly HashSet<string> _only = [.. only];
    private readonly FrameBlockBuilder _block = new();
    private readonly List<long> _times = [];
    private readonly List<(long, FrameBlock, int)> _frames = [];
    private readonly Dictionary<string, bool> _symbols = [];
    private long _skipped;
    private long _last;

    /// <exception cref="SimulatorException">The file cannot be read or holds no frame to play; the message names it.</exception>
    public Recording Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var zipped = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            using var text = zipped ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            ReadLines(text);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new SimulatorException($"recording {path} cannot be read: {fault.Message}", fault);
        }

        TakeBlock();
        DateFirst();
        if (_frames.Count == 0)
        {
            var asked = _only.Count > 0 ? " and of the symbols asked for" : "";
            throw new SimulatorException($"recording {path} holds no frame to play; lines must be '<ns> <frame>' or '<s>: <frame>'{asked}");
        }

        var ticking = _symbols.Where(symbol => symbol.Value).Select(symbol => symbol.Key).ToList();
        return new Recording(path, _frames, ticking.Count > 0 ? ticking : [.. _symbols.Keys], _skipped);
    }

    private void ReadLines(Stream text)
    {
        var buffer = new byte[1 << 16];
        var held = 0;
        int read;
        while ((read = text.Read(buffer, held, buffer.Length - held)) > 0)
        {
            held += read;
            var start = 0;
            int end;
            while ((end = buffer.AsSpan(start, held - start).IndexOf((byte)'\n')) >= 0)
            {
                AddLine(buffer.AsSpan(start, end));
                start += end + 1;
            }

            buffer.AsSpan(start, held - start).CopyTo(buffer);
            held -= start;
            if (held == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }

        AddLine(buffer.AsSpan(0, held));
    }

    private void AddLine(ReadOnlySpan<byte> line)
    {
        line = line.Trim(" \t\r"u8);
        if (line.IsEmpty) return;
        if (!TryTime(ref line, out var time) || !wire.TryAdd(line, Plays, _block, ref time))
        {
            _skipped++;
            return;
        }

        if (time == 0) time = _last;
        _last = time;
        while (_times.Count < _block.Count) _times.Add(time);
        if (_block.IsFull) TakeBlock();
    }

    private bool Plays(Topic topic)
    {
        if (_only.Count > 0 && !_only.Contains(topic.Symbol)) return false;
        _symbols[topic.Symbol] = topic.Kind != TopicKind.Other || _symbols.GetValueOrDefault(topic.Symbol);
        return true;
    }

    private void TakeBlock()
    {
        if (_block.Count == 0) return;
        var block = _block.Take();
        for (var i = 0; i < block.Entries.Length; i++) _frames.Add((_times[i], block, i));
        _times.Clear();
    }

    /// <summary>Frames before the first one that bears a time (a snapshot) came with that one.</summary>
    private void DateFirst()
    {
        var dated = _frames.FindIndex(frame => frame.Item1 > 0);
        for (var i = 0; i < dated; i++) _frames[i] = _frames[i] with { Item1 = _frames[dated].Item1 };
    }

    /// <summary>Takes the time off the line: whole nanoseconds, or seconds with a colon behind. The rest is the frame.</summary>
    private static bool TryTime(ref ReadOnlySpan<byte> line, out long nanoseconds)
    {
        nanoseconds = 0;
        if (line[0] == (byte)'{') return true;               // no time before it: the frame may know
        var space = line.IndexOf((byte)' ');
        if (space < 0) space = line.IndexOf((byte)'\t');
        if (space <= 0) return false;
        var text = line[..space];
        line = line[(space + 1)..].Trim((byte)' ');
        if (text[^1] != ':') return long.TryParse(text, System.Globalization.NumberStyles.None, null, out nanoseconds);
        text = text[..^1];
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];
        if (!long.TryParse(whole, System.Globalization.NumberStyles.None, null, out var seconds) || seconds > 9_000_000_000) return false;
        nanoseconds = seconds * 1_000_000_000;
        var unit = 100_000_000L;
        foreach (var digit in fraction)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            nanoseconds += (digit - '0') * unit;
            unit /= 10;
        }

        return true;
    }
}
