using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>What stands in a value of a frame, each with the fault that it may have.</summary>
internal static class JsonRead
{
    /// <summary>The bytes of a text or number; nothing for all else. Texts with escapes are none: no venue escapes a symbol, number or time.</summary>
    public static ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> frame, JsonValue value) => value.Kind is JsonKind.Text or JsonKind.Number ? frame.Slice(value.Start, value.Length) : [];

    public static bool Is(ReadOnlySpan<byte> frame, JsonValue value, ReadOnlySpan<byte> text) => value.Kind is JsonKind.Text && frame.Slice(value.Start, value.Length).SequenceEqual(text);

    /// <summary>A price above 0.</summary>
    public static RejectKind Price(ReadOnlySpan<byte> frame, JsonValue value, out long mantissa, out byte scale)
    {
        var fault = Size(frame, value, out mantissa, out scale);
        return fault is RejectKind.None && mantissa == 0 ? RejectKind.BadNumber : fault;
    }

    /// <summary>A number of 0 or more, in quotes or not.</summary>
    public static RejectKind Size(ReadOnlySpan<byte> frame, JsonValue value, out long mantissa, out byte scale)
    {
        mantissa = 0;
        scale = 0;
        if (value.Kind is JsonKind.None or JsonKind.Null) return RejectKind.MissingField;
        var fault = Decimals.TryParse(Bytes(frame, value), out mantissa, out scale);
        return fault is RejectKind.None && mantissa < 0 ? RejectKind.BadNumber : fault;
    }

    public static RejectKind Id(ReadOnlySpan<byte> frame, JsonValue value, out long id)
    {
        id = 0;
        if (value.Kind is JsonKind.None or JsonKind.Null) return RejectKind.MissingField;
        return Integers.TryParse(Bytes(frame, value), out id) ? RejectKind.None : RejectKind.BadId;
    }

    public static RejectKind Time(ReadOnlySpan<byte> frame, JsonValue value, ref Tick tick)
    {
        if (value.Kind is JsonKind.None or JsonKind.Null) return RejectKind.MissingField;
        if (value.Kind is not JsonKind.Text || !IsoTime.TryParse(Bytes(frame, value), out tick.Time, out var flags)) return RejectKind.BadTime;
        tick.Flags |= flags;
        return RejectKind.None;
    }
}
