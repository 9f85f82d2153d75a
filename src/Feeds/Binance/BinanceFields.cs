namespace OrleansTicks.Feeds;

/// <summary>The values of one object, each in the place of its key (<see cref="BinanceKeys"/>).</summary>
internal ref struct BinanceFields(Span<JsonValue> places)
{
    private readonly Span<JsonValue> _places = places;
    private ulong _seen;

    public readonly JsonValue this[int place] => Has(place) ? _places[place] : default;

    public readonly JsonValue this[char letter] => this[letter - 'A'];

    public readonly bool Has(int place) => (_seen & (1UL << place)) != 0;

    public readonly bool Has(char letter) => Has(letter - 'A');

    /// <summary>True when all of them are there, and not null.</summary>
    public readonly bool HasAll(ReadOnlySpan<char> letters)
    {
        foreach (var letter in letters)
        {
            if (this[letter].Kind is JsonKind.None or JsonKind.Null) return false;
        }

        return true;
    }

    public void Set(int place, JsonValue value)
    {
        _places[place] = value;
        _seen |= 1UL << place;
    }
}
