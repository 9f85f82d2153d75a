using System.Globalization;
using System.Text;

namespace OrleansTicks.Simulator;

/// <summary>A growing UTF-8 text whose memory stays for the next use.</summary>
internal sealed class Utf8Text(int capacity)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public byte[] Bytes => _bytes;

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public Utf8Text Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        Length += text.Length;
        return this;
    }

    public Utf8Text Append(string text)
    {
        Length += Encoding.UTF8.GetBytes(text, Room(text.Length * 3));
        return this;
    }

    public Utf8Text Append(long number)
    {
        number.TryFormat(Room(20), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    public Utf8Text Append(byte letter)
    {
        Room(1)[0] = letter;
        Length++;
        return this;
    }

    /// <summary>A writable span of at least <paramref name="count"/> bytes at the end; what was written there is taken up by <see cref="Advance"/>.</summary>
    public Span<byte> Room(int count)
    {
        if (_bytes.Length - Length < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        return _bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;
}
