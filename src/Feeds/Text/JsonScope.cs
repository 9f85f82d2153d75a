namespace OrleansTicks.Feeds;

/// <summary>What the scanner remembers of one object while it walks its keys.</summary>
internal struct JsonScope
{
    /// <summary>Where this object's keys begin among those that the scratch holds.</summary>
    public int FirstKey;

    /// <summary>One bit for each single-letter key seen: venues love those, and a bit is cheaper than a list.</summary>
    public ulong Letters;

    /// <summary>A bit for each of the other keys, several keys to a bit: while the bit of a key is unset, it is new without looking.</summary>
    public ulong Others;

    public bool Begun;
}
