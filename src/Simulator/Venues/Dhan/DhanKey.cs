using System.Globalization;

namespace OrleansTicks.Simulator;

/// <summary>An instrument as Dhan names it.</summary>
/// <param name="Segment">Its byte.</param>
/// <param name="Id">The security id.</param>
internal readonly record struct DhanKey(byte Segment, uint Id)
{
    /// <summary>Reads a segment's name and an id in digits.</summary>
    public static bool TryRead(string? segment, string? id, out DhanKey key)
    {
        var number = segment is null ? -1 : DhanSegments.Of(segment);
        var valid = uint.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var digits) && number >= 0;
        key = valid ? new DhanKey((byte)number, digits) : default;
        return valid;
    }

    /// <summary>Reads <c>NSE_EQ:1333</c>.</summary>
    public static bool TryRead(string text, out DhanKey key)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        key = default;
        return colon > 0 && TryRead(text[..colon], text[(colon + 1)..], out key);
    }

    public override string ToString() => $"{DhanSegments.NameOf(Segment)}:{Id}";
}
