using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text.Unicode;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Texts, numbers and words.</summary>
internal ref partial struct JsonScanner
{
    private bool TryText(out JsonValue value)
    {
        value = default;
        var text = _text;
        var i = _at;
        if (i >= text.Length) return Fail(RejectKind.Truncated);
        if (text[i] != '"') return Fail(RejectKind.Malformed);
        var start = ++i;
        var kind = JsonKind.Text;
        var wide = false;
        while (true)
        {
            i = SkipPlain(text, i);
            if (i >= text.Length) return Fail(RejectKind.Truncated);
            var c = text[i];
            if (c == '"')
            {
                _at = i + 1;
                value = new JsonValue(start, i - start, kind);
                return !wide || Utf8.IsValid(text[start..i]) || Fail(RejectKind.BadText);
            }

            if (c == '\\')
            {
                kind = JsonKind.EscapedText;
                if (!TryEscape(ref i)) return false;
                continue;
            }

            if (c < 0x20) return Fail(RejectKind.Malformed);
            wide = true;
            i++;
        }
    }

    /// <summary>Goes to the next byte that is not plain: quote, backslash, control or beyond ASCII.</summary>
    private static int SkipPlain(ReadOnlySpan<byte> text, int i)
    {
        while (text.Length - i >= Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(text.Slice(i, Vector128<byte>.Count));
            // As signed numbers, what lies beyond ASCII is below zero: one comparison finds it and the controls.
            var marks = Vector128.LessThan(bytes.AsSByte(), Vector128.Create((sbyte)0x20)).AsByte()
                | Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\'));
            var bits = marks.ExtractMostSignificantBits();
            if (bits != 0) return i + BitOperations.TrailingZeroCount(bits);
            i += Vector128<byte>.Count;
        }

        while (i < text.Length && text[i] is >= 0x20 and < 0x80 and not (byte)'"' and not (byte)'\\') i++;
        return i;
    }

    /// <summary>Passes one escape, or the two that make a surrogate pair.</summary>
    private bool TryEscape(scoped ref int i)
    {
        var rest = _text[(i + 1)..];
        if (rest.IsEmpty) return Fail(RejectKind.Truncated);
        if (rest[0] is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t')
        {
            i += 2;
            return true;
        }

        if (rest[0] != 'u') return Fail(RejectKind.Malformed);
        var unit = JsonEscapes.Hex(rest[1..]);
        if (unit < 0) return Fail(rest.Length < 5 ? RejectKind.Truncated : RejectKind.Malformed);
        i += 6;
        if (!char.IsSurrogate((char)unit)) return true;
        if (char.IsLowSurrogate((char)unit)) return Fail(RejectKind.BadText);
        if (!rest[5..].StartsWith("\\u"u8)) return Fail("\\u"u8.StartsWith(rest[5..]) ? RejectKind.Truncated : RejectKind.BadText);
        var low = JsonEscapes.Hex(rest[7..]);
        if (low < 0) return Fail(rest.Length < 11 ? RejectKind.Truncated : RejectKind.Malformed);
        i += 6;
        return char.IsLowSurrogate((char)low) || Fail(RejectKind.BadText);
    }

    private bool TryNumber(out JsonValue value)
    {
        value = default;
        var text = _text;
        var start = _at;
        var i = start;
        if (text[i] == '-') i++;
        if (i >= text.Length) return Fail(RejectKind.Truncated);
        if (text[i] == '0') i++;
        else if (!TryDigits(ref i)) return false;
        if (i < text.Length && text[i] == '.')
        {
            i++;
            if (!TryDigits(ref i)) return false;
        }

        if (i < text.Length && (text[i] | 0x20) == 'e')
        {
            i++;
            if (i < text.Length && text[i] is (byte)'+' or (byte)'-') i++;
            if (!TryDigits(ref i)) return false;
        }

        _at = i;
        value = new JsonValue(start, i - start, JsonKind.Number);
        return true;
    }

    private bool TryDigits(scoped ref int i)
    {
        var start = i;
        while (i < _text.Length && (uint)(_text[i] - '0') <= 9) i++;
        return i > start || Fail(i >= _text.Length ? RejectKind.Truncated : RejectKind.Malformed);
    }

    private bool TryWord(ReadOnlySpan<byte> word, JsonKind kind, out JsonValue value)
    {
        value = new JsonValue(_at, word.Length, kind);
        var rest = _text[_at..];
        if (rest.StartsWith(word))
        {
            _at += word.Length;
            return true;
        }

        return Fail(word.StartsWith(rest) ? RejectKind.Truncated : RejectKind.Malformed);
    }
}
