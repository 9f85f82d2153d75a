using System.Runtime.CompilerServices;
using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>Reads one tick from each JSON object that has a symbol and a price; an object with neither is a sign of life.</summary>
/// <remarks>
/// Every configured field must be there in a frame that has a symbol or a price. Prices may be zero or negative (spreads are), sizes may not be negative.
/// Numbers may stand in quotes.
/// </remarks>
internal sealed class JsonFrames(SymbolTable symbols, JsonPaths paths, TimeUnit unit) : IFrameParser
{
    private readonly JsonScratch _scratch = new();

    public void Carry(StreamPlan plan) => symbols.Add(plan.Instruments);

    [SkipLocalsInit]
    public FrameVerdict Parse(ReadOnlySpan<byte> frame, bool binary, TickBuffer ticks)
    {
        if (binary) return frame.IsEmpty ? new(FrameKind.Heartbeat) : FrameVerdict.Rejected(RejectKind.WrongType);
        Span<JsonValue> values = stackalloc JsonValue[JsonPaths.Count];
        values.Clear();
        scoped var scanner = new JsonScanner(frame, _scratch);
        if (!scanner.IsAtObject()) return FrameVerdict.Rejected(scanner.TryValue(out _) && scanner.TryEnd() ? RejectKind.MissingField : scanner.Fault);
        if (!TryWalk(ref scanner, 0, paths.All, values) || !scanner.TryEnd()) return FrameVerdict.Rejected(scanner.Fault);
        if (values[JsonPaths.Symbol].Kind is JsonKind.None && values[JsonPaths.Price].Kind is JsonKind.None) return new(FrameKind.Heartbeat);

        var tick = default(Tick);
        var fault = Read(frame, values, ref tick);
        if (fault is not RejectKind.None) return FrameVerdict.Rejected(fault);
        ticks.Add() = tick;
        return FrameVerdict.Data;
    }

    /// <summary>Takes the values of the wanted fields out of an object and those inside it.</summary>
    private bool TryWalk(ref JsonScanner scanner, int level, int wanted, Span<JsonValue> values)
    {
        if (!scanner.TryEnter(out var scope)) return false;
        while (scanner.TryNextKey(ref scope, out var key))
        {
            paths.Match(level, wanted, key, out var ends, out var goesOn);
            if (goesOn != 0 && scanner.IsAtObject())
            {
                if (!TryWalk(ref scanner, level + 1, goesOn, values)) return false;
                continue;
            }

            if (!scanner.TryValue(out var value)) return false;
            for (var field = 0; ends != 0; field++, ends >>= 1)
            {
                if ((ends & 1) != 0) values[field] = value;
            }
        }

        return scanner.Fault is RejectKind.None;
    }

    private RejectKind Read(ReadOnlySpan<byte> frame, ReadOnlySpan<JsonValue> values, ref Tick tick)
    {
        for (var field = 0; field < JsonPaths.Count; field++)
        {
            if (Wants(field) && values[field].Kind is JsonKind.None or JsonKind.Null) return RejectKind.MissingField;
        }

        tick.Instrument = symbols.Find(Text(frame, values[JsonPaths.Symbol]));
        if (tick.Instrument == 0) return RejectKind.UnknownInstrument;
        var fault = Decimals.TryParse(Text(frame, values[JsonPaths.Price]), out tick.Price, out tick.PriceScale);
        if (fault is not RejectKind.None) return fault;
        if (Wants(JsonPaths.Size))
        {
            tick.Kind = TickKind.Trade;
            fault = Decimals.TryParse(Text(frame, values[JsonPaths.Size]), out tick.Size, out tick.SizeScale);
            if (fault is RejectKind.None && tick.Size < 0) fault = RejectKind.BadNumber;
            if (fault is not RejectKind.None) return fault;
        }
        else
        {
            tick.Kind = TickKind.LastPrice;
        }

        tick.Identity = Tick.None;
        if (Wants(JsonPaths.Id) && !Integers.TryParse(Text(frame, values[JsonPaths.Id]), out tick.Identity)) return RejectKind.BadId;
        tick.Time = Tick.None;
        if (Wants(JsonPaths.Time) && !VenueTime.TryParse(Text(frame, values[JsonPaths.Time]), unit, out tick.Time, out tick.Flags)) return RejectKind.BadTime;
        if (tick.Kind is TickKind.LastPrice) tick.Flags |= TickFlags.NoSize;
        return RejectKind.None;
    }

    private bool Wants(int field) => (paths.All & (1 << field)) != 0;

    /// <summary>What a text says or a number shows; nothing for all else, which no reader takes.</summary>
    private ReadOnlySpan<byte> Text(ReadOnlySpan<byte> frame, JsonValue value) => value.Kind switch
    {
        JsonKind.Text or JsonKind.Number => frame.Slice(value.Start, value.Length),
        JsonKind.EscapedText => _scratch.Unescape(frame.Slice(value.Start, value.Length)),
        _ => [],
    };
}
