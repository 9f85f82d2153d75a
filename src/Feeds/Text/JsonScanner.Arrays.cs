using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Walking arrays item by item, and taking some keys out of an object.</summary>
internal ref partial struct JsonScanner
{
    /// <summary>True when the next value is an array.</summary>
    public bool IsAtArray()
    {
        SkipSpace();
        return _at < _text.Length && _text[_at] == '[';
    }

    /// <summary>Goes into the array that begins here.</summary>
    public bool TryEnterArray() => TryOpen();

    /// <summary>Goes to the next item, which the caller then takes. False at the array's end too; then there is no fault.</summary>
    /// <param name="begun">False before the first item; kept by the caller, untouched.</param>
    public bool TryNextItem(scoped ref bool begun)
    {
        SkipSpace();
        if (_at >= _text.Length) return Fail(RejectKind.Truncated);
        if (_text[_at] == ']')
        {
            _at++;
            _depth--;
            return false;
        }

        if (begun)
        {
            if (_text[_at] != ',') return Fail(RejectKind.Malformed);
            _at++;
            SkipSpace();
            if (_at >= _text.Length) return Fail(RejectKind.Truncated);
        }

        begun = true;
        return true;
    }

    /// <summary>Reads an object and keeps the values of the keys that are asked for, each in its place; all others are passed.</summary>
    public bool TryPick(JsonKeys keys, scoped Span<JsonValue> values)
    {
        values.Clear();
        if (!IsAtObject()) return _at < _text.Length ? Fail(RejectKind.MissingField) : Fail(RejectKind.Truncated);
        if (!TryEnter(out var scope)) return false;
        while (TryNextKey(ref scope, out var key))
        {
            var place = keys.PlaceOf(key);
            if (!TryValue(out var value)) return false;
            if (place >= 0) values[place] = value;
        }

        return Fault is RejectKind.None;
    }
}
