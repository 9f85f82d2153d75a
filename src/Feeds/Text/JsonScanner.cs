using System.Runtime.CompilerServices;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Walks one JSON text forward, once: valid JSON in valid UTF-8, no key twice in an object, nested no deeper than 32; nothing else passes.</summary>
/// <remarks>Every method returns false when the text is at fault, and <see cref="Fault"/> says why. Allocates nothing for the frames of real venues.</remarks>
internal ref partial struct JsonScanner
{
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> _text;
    private readonly JsonScratch _scratch;
    private int _at;
    private int _depth;

    public JsonScanner(ReadOnlySpan<byte> text, JsonScratch scratch)
    {
        _text = text;
        _scratch = scratch;
        scratch.Forget(0);       // a frame before may have ended in the middle
    }

    public RejectKind Fault { get; private set; }

    /// <summary>True when the next value is an object.</summary>
    public bool IsAtObject()
    {
        SkipSpace();
        return _at < _text.Length && _text[_at] == '{';
    }

    /// <summary>Goes into the object that begins here.</summary>
    public bool TryEnter(out JsonScope scope)
    {
        scope = new JsonScope { FirstKey = _scratch.Count };
        return TryOpen();
    }

    /// <summary>Goes to the next key. False at the object's end too; then there is no fault.</summary>
    /// <param name="scope">Of the object.</param>
    /// <param name="key">Its text without escapes; good until the next call.</param>
    public bool TryNextKey(scoped ref JsonScope scope, out ReadOnlySpan<byte> key)
    {
        key = default;
        SkipSpace();
        if (_at >= _text.Length) return Fail(RejectKind.Truncated);
        var c = _text[_at];
        if (c == '}')
        {
            _at++;
            _depth--;
            _scratch.Forget(scope.FirstKey);
            return false;
        }

        if (scope.Begun)
        {
            if (c != ',') return Fail(RejectKind.Malformed);
            _at++;
            SkipSpace();
        }

        scope.Begun = true;
        var rest = _text[_at..];
        if (rest.Length > 4 && rest[0] == '"' && rest[2] == '"' && rest[3] == ':' && char.IsAsciiLetter((char)rest[1]))
        {
            // The key of one letter that exchanges write: nothing else about it can be wrong.
            key = rest.Slice(1, 1);
            _at += 4;
            return IsNewLetter(ref scope.Letters, key[0]) || Fail(RejectKind.Malformed);
        }

        if (!TryText(out var value) || !TryPass((byte)':')) return false;
        key = _text.Slice(value.Start, value.Length);
        if (value.Kind is JsonKind.EscapedText && key.Length <= 4096) key = _scratch.Unescape(key);
        var isNew = key.Length == 1 && char.IsAsciiLetter((char)key[0])
            ? IsNewLetter(ref scope.Letters, key[0])
            : _scratch.TryAdd(ref scope, key.Length > 4096 && value.Kind is JsonKind.EscapedText ? _scratch.KeyOfEscaped(key) : JsonScratch.KeyOf(key));
        return isNew || Fail(RejectKind.Malformed);
    }

    /// <summary>Passes the next value, whatever it is, and says where it was.</summary>
    public bool TryValue(out JsonValue value)
    {
        SkipSpace();
        value = default;
        if (_at >= _text.Length) return Fail(RejectKind.Truncated);
        var start = _at;
        switch (_text[_at])
        {
            case (byte)'"': return TryText(out value);
            case (byte)'t': return TryWord("true"u8, JsonKind.True, out value);
            case (byte)'f': return TryWord("false"u8, JsonKind.False, out value);
            case (byte)'n': return TryWord("null"u8, JsonKind.Null, out value);
            case (byte)'{':
                if (!TryPassObject()) return false;
                value = new JsonValue(start, _at - start, JsonKind.Object);
                return true;
            case (byte)'[':
                if (!TryPassArray()) return false;
                value = new JsonValue(start, _at - start, JsonKind.Array);
                return true;
            default: return TryNumber(out value);
        }
    }

    /// <summary>True when nothing but white space is left.</summary>
    public bool TryEnd()
    {
        SkipSpace();
        return _at == _text.Length || Fail(RejectKind.Malformed);
    }

    private bool TryPassObject()
    {
        if (!TryEnter(out var scope)) return false;
        while (TryNextKey(ref scope, out _))
        {
            if (!TryValue(out _)) return false;
        }

        return Fault is RejectKind.None;
    }

    private bool TryPassArray()
    {
        if (!TryOpen()) return false;
        SkipSpace();
        var begun = false;
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == ']' && !begun) break;
            if (!TryValue(out _)) return false;
            begun = true;
            SkipSpace();
            if (_at >= _text.Length) break;
            c = _text[_at];
            if (c == ']') break;
            if (c != ',') return Fail(RejectKind.Malformed);
            _at++;
        }

        if (_at >= _text.Length) return Fail(RejectKind.Truncated);
        _at++;
        _depth--;
        return true;
    }

    private bool TryOpen()
    {
        if (++_depth > MaxDepth) return Fail(RejectKind.TooDeep);
        _at++;
        return true;
    }

    private bool TryPass(byte mark)
    {
        SkipSpace();
        if (_at >= _text.Length) return Fail(RejectKind.Truncated);
        if (_text[_at] != mark) return Fail(RejectKind.Malformed);
        _at++;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipSpace()
    {
        if (_at < _text.Length && _text[_at] <= ' ') SkipSpaces();
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') _at++;
    }

    private static bool IsNewLetter(ref ulong letters, byte letter)
    {
        var bit = 1UL << (letter - 'A');
        var isNew = (letters & bit) == 0;
        letters |= bit;
        return isNew;
    }

    private bool Fail(RejectKind fault)
    {
        Fault = fault;
        return false;
    }
}
