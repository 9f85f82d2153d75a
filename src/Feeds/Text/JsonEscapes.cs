using System.Text;

namespace OrleansTicks.Feeds;

/// <summary>The escapes of JSON text.</summary>
internal static class JsonEscapes
{
    /// <summary>Writes the text behind the escapes; never longer than what it was. The escapes must have been found valid.</summary>
    /// <returns>Bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> to)
    {
        var written = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                to[written++] = text[i];
                continue;
            }

            switch (text[++i])
            {
                case (byte)'b': to[written++] = 8; break;
                case (byte)'f': to[written++] = 12; break;
                case (byte)'n': to[written++] = 10; break;
                case (byte)'r': to[written++] = 13; break;
                case (byte)'t': to[written++] = 9; break;
                case (byte)'u':
                    var unit = Hex(text[(i + 1)..]);
                    i += 4;
                    if (!char.IsHighSurrogate((char)unit))
                    {
                        written += new Rune(unit).EncodeToUtf8(to[written..]);
                        break;
                    }

                    written += new Rune((char)unit, (char)Hex(text[(i + 3)..])).EncodeToUtf8(to[written..]);
                    i += 6;
                    break;
                default: to[written++] = text[i]; break;   // quote, slash, backslash
            }
        }

        return written;
    }

    /// <summary>The value of four hex digits, or -1.</summary>
    public static int Hex(ReadOnlySpan<byte> text)
    {
        if (text.Length < 4) return -1;
        var value = 0;
        foreach (var c in text[..4])
        {
            if (!char.IsAsciiHexDigit((char)c)) return -1;
            value = (value << 4) | (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        }

        return value;
    }
}
