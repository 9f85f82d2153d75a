namespace OrleansTicks.Simulator;

/// <summary>Fills blocks of frames. Blocks stay below the large object heap, since a made-up market throws them away by the thousand.</summary>
internal sealed class FrameBlockBuilder
{
    private const int Enough = 64 << 10;
    private readonly Utf8Text _text = new(Enough + 8192);
    private readonly List<FrameEntry> _entries = [];

    public int Count => _entries.Count;

    public bool IsFull => _text.Length >= Enough;

    /// <summary>Where the next frame's combined form is to be written.</summary>
    public Utf8Text Text => _text;

    /// <summary>Ends the frame that begins at <paramref name="start"/>: its combined form up to <paramref name="noteStart"/>, then its note.</summary>
    public void Add(Topic topic, int start, int dataStart, int dataLength, int noteStart) =>
        _entries.Add(new FrameEntry(topic, start, noteStart - start, dataStart, dataLength, noteStart, _text.Length - noteStart));

    /// <summary>Hands over what was gathered and begins anew.</summary>
    public FrameBlock Take()
    {
        var block = new FrameBlock(_text.Span.ToArray(), [.. _entries]);
        _text.Clear();
        _entries.Clear();
        return block;
    }
}
