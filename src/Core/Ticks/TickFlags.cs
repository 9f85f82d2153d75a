namespace OrleansTicks.Core;

/// <summary>The 16 flag bits of a row: what is left of a time below the microsecond, how many digits the venue gave, and what to know about the row.</summary>
public static class TickFlags
{
    /// <summary>Bits 0 to 9: nanoseconds (0 to 999) beyond the stored microsecond.</summary>
    public const ushort RestMask = 0x03FF;

    /// <summary>Bits 10 and 11: digits of the second that the venue gave: 0 = three, 1 = six, 2 = nine.</summary>
    public const ushort DigitsMask = 0x0C00;

    public const ushort SixDigits = 0x0400;
    public const ushort NineDigits = 0x0800;

    /// <summary>The venue gave no size; the stored 0 is not a size.</summary>
    public const ushort NoSize = 0x1000;

    /// <summary>The venue's time was unusable (zero, before 2000, or in the future); the time of receipt stands instead.</summary>
    public const ushort SuspectTime = 0x2000;

    /// <summary>Arrived after a newer tick of its instrument and kind.</summary>
    public const ushort Late = 0x4000;

    /// <summary>The buyer's order was resting, so the seller was the aggressor.</summary>
    public const ushort BuyerWasMaker = 0x8000;

    /// <summary>Nanoseconds beyond the microsecond, 0 to 999.</summary>
    public static int Rest(ushort flags) => flags & RestMask;

    /// <summary>Digits after the second that the venue gave: 3, 6 or 9.</summary>
    public static int Digits(ushort flags) => 3 + (3 * ((flags & DigitsMask) >> 10));
}
