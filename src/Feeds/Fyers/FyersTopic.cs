using OrleansTicks.Core;

namespace OrleansTicks.Feeds;

/// <summary>What one connection knows of a topic since its snapshot.</summary>
internal sealed class FyersTopic
{
    private int[] _fields = [];

    /// <summary>The venue's name, <c>sf|nse_cm|3045</c>.</summary>
    public required byte[] Name { get; init; }

    public required FyersTopicKind Kind { get; init; }

    /// <summary>The store's id, or 0 when the stream did not ask for it.</summary>
    public required int Instrument { get; init; }

    public ushort Multiplier { get; private set; } = 1;

    public byte Precision { get; private set; }

    public string Exchange { get; private set; } = "";

    public string Token { get; private set; } = "";

    public string Display { get; private set; } = "";

    /// <summary>A bit for each of the first 64 fields that the last item changed.</summary>
    public ulong Changed { get; private set; }

    public int Count => _fields.Length;

    /// <summary>The field's number as sent, or <see cref="FyersFields.Absent"/>.</summary>
    public int this[int field] => field < _fields.Length ? _fields[field] : FyersFields.Absent;

    /// <summary>Figures of the day as they were last said; kept over snapshots of one connection.</summary>
    public DayChanges Day => field ??= new DayChanges();

    /// <summary>Levels of the book as they were last said.</summary>
    public DepthChanges Depth => field ??= new DepthChanges(FyersFields.DepthLevels);

    /// <summary>True when the last item changed one of these fields.</summary>
    public bool HasChanged(ulong fields) => (Changed & fields) != 0;

    /// <summary>A snapshot begins: nothing of before counts.</summary>
    public void Begin(int count)
    {
        if (_fields.Length != count) _fields = new int[count];
        Array.Fill(_fields, FyersFields.Absent);
        Changed = 0;
    }

    /// <summary>An update begins.</summary>
    public void Update() => Changed = 0;

    /// <summary>Takes a number; an absent one changes nothing.</summary>
    public void Set(int field, int value)
    {
        if (value == FyersFields.Absent) return;
        if (field >= _fields.Length)
        {
            var known = _fields.Length;
            Array.Resize(ref _fields, field + 1);
            _fields.AsSpan(known).Fill(FyersFields.Absent);
        }

        if (_fields[field] != value && field < 64) Changed |= 1UL << field;
        _fields[field] = value;
    }

    /// <summary>How this topic's prices are to be read, and what it is called.</summary>
    public void Describe(ushort multiplier, byte precision, string exchange, string token, string display) =>
        (Multiplier, Precision, Exchange, Token, Display) = (multiplier == 0 ? (ushort)1 : multiplier, precision, exchange, token, display);

    /// <summary>A price field: number / (10^precision x multiplier), exactly.</summary>
    /// <returns><see cref="RejectKind.Precision"/> where that is no decimal number of 18 places.</returns>
    public RejectKind TryPrice(int field, out long mantissa, out byte scale)
    {
        mantissa = this[field];
        scale = 0;
        if (mantissa == 0) return RejectKind.None;
        if (Precision > FixedPoint.MaxScale) return RejectKind.Precision;
        int places = Precision, divisor = Multiplier;
        for (; divisor % 10 == 0; divisor /= 10) places++;
        for (; divisor % 2 == 0; divisor /= 2, places++) mantissa *= 5;
        for (; divisor % 5 == 0; divisor /= 5, places++) mantissa *= 2;
        if (mantissa % divisor != 0) return RejectKind.Precision;
        mantissa /= divisor;
        for (; places > 0 && mantissa % 10 == 0; places--) mantissa /= 10;
        scale = (byte)places;
        return places <= FixedPoint.MaxScale ? RejectKind.None : RejectKind.Precision;
    }
}
