namespace OrleansTicks.Core;

/// <summary>Whole messages that arrived together, in one buffer that the connection reuses.</summary>
public sealed class FrameBatch
{
    private (int Start, int Length, bool Binary)[] _frames = new (int, int, bool)[8];

    /// <summary>Where the messages lie; owned and replaced by the connection.</summary>
    public byte[] Buffer { get; set; } = [];

    /// <summary>When they were read, microseconds since 1970 UTC; 0 = just now. What was kept for later carries it, and overlaps with what another connection brought.</summary>
    public long Arrived { get; private init; }

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index] => Buffer.AsSpan(_frames[index].Start, _frames[index].Length);

    public bool IsBinary(int index) => _frames[index].Binary;

    public void Add(int start, int length, bool binary)
    {
        if (Count == _frames.Length) Array.Resize(ref _frames, _frames.Length * 2);
        _frames[Count++] = (start, length, binary);
    }

    public void Clear() => Count = 0;

    /// <summary>The same messages in memory of their own.</summary>
    /// <param name="arrived">When they were read.</param>
    public FrameBatch Copy(long arrived)
    {
        var copy = new FrameBatch { Arrived = arrived, Buffer = new byte[_frames.Take(Count).Sum(frame => frame.Length)] };
        var at = 0;
        for (var i = 0; i < Count; i++)
        {
            this[i].CopyTo(copy.Buffer.AsSpan(at));
            copy.Add(at, _frames[i].Length, _frames[i].Binary);
            at += _frames[i].Length;
        }

        return copy;
    }
}
