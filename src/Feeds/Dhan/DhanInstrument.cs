namespace OrleansTicks.Feeds;

/// <summary>What the venue calls an instrument.</summary>
/// <param name="Segment">The byte of its exchange segment.</param>
/// <param name="SecurityId">Its number there.</param>
internal readonly record struct DhanInstrument(byte Segment, uint SecurityId)
{
    /// <summary>Reads <c>NSE_EQ:1333</c>; false for anything else.</summary>
    public static bool TryParse(string text, out DhanInstrument instrument)
    {
        instrument = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0) return false;
        var segment = DhanSegment.CodeOf(text[..colon]);
        if (segment < 0 || !uint.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id)) return false;
        instrument = new((byte)segment, id);
        return true;
    }

    public override string ToString() => $"{DhanSegment.NameOf(Segment)}:{SecurityId}";
}
