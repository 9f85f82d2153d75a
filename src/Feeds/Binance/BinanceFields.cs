namespace OrleansTicks.Feeds;

/// <summary>The values of one object, each in the place of its key (<see cref="BinanceKeys"/>).</summary>
internal ref struct BinanceFields(Span<JsonValue> places)
{
    private readonly Span<JsonValue> _places = places;
    private ulong _seen;
    private ulong _valued;

    public readonly JsonValue this[int place] => Has(place) ? _places[place] : default;

    public readonly JsonValue this[char letter] => this[letter - 'A'];

    /// <summary>True when the key is there; its value may be null.</summary>
    public readonly bool Has(int place) => (_seen & (1UL << place)) != 0;

    public readonly bool Has(char letter) => Has(letter - 'A');

    /// <summary>True when all of them are there, and not null.</summary>
    public readonly bool HasAll(ulong places) => (_valued & places) == places;

    /// <summary>The set of some letters, for <see cref="HasAll"/>.</summary>
    public static ulong SetOf(string letters) => letters.Aggregate(0UL, (set, letter) => set | 1UL << (letter - 'A'));

    public void Set(int place, JsonValue value)
    {
        _places[place] = value;
        _seen |= 1UL << place;
        if (value.Kind is not JsonKind.Null) _valued |= 1UL << place;
    }
}
