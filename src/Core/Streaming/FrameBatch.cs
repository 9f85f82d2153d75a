namespace OrleansTicks.Core;

/// <summary>Whole messages that arrived together, in one buffer that the connection reuses.</summary>
public sealed class FrameBatch
{
    private (int Start, int Length, bool Binary)[] _frames = new (int, int, bool)[8];

    /// <summary>Where the messages lie; owned and replaced by the connection.</summary>
    public byte[] Buffer { get; set; } = [];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index] => Buffer.AsSpan(_frames[index].Start, _frames[index].Length);

    public bool IsBinary(int index) => _frames[index].Binary;

    public void Add(int start, int length, bool binary)
    {
        if (Count == _frames.Length) Array.Resize(ref _frames, _frames.Length * 2);
        _frames[Count++] = (start, length, binary);
    }

    public void Clear() => Count = 0;
}
