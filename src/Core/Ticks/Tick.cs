using System.Runtime.InteropServices;

namespace OrleansTicks.Core;

/// <summary>One market event as it walks the corridor: 72 bytes, no references, so that a million of them cost no garbage.</summary>
/// <remarks>
/// Prices and sizes are a 64-bit mantissa with its own decimal scale: value = mantissa / 10^scale, scale 0 to 18, trailing zeros removed.
/// A mutable struct on purpose: parser, session and book each fill their part in place.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct Tick
{
    /// <summary>Value of <see cref="Time"/> and <see cref="Identity"/> while the venue's frame gave none.</summary>
    public const long None = long.MinValue;

    /// <summary>The venue's time, whole microseconds since 1970 UTC; what is below them lies in <see cref="Flags"/>. Equals <see cref="Received"/> where the venue gives no time.</summary>
    public long Time;

    /// <summary>When the bytes were read here, microseconds since 1970 UTC. Stamped once, by the session.</summary>
    public long Received;

    /// <summary>The venue's trade or update id; else made of epoch and receipt number (<see cref="TickIdentity"/>).</summary>
    public long Identity;

    /// <summary>Price mantissa; of a quote the bid.</summary>
    public long Price;

    /// <summary>Size mantissa; of a quote the bid's size.</summary>
    public long Size;

    /// <summary>Of a quote the ask's mantissa; else 0.</summary>
    public long Ask;

    /// <summary>Of a quote the ask's size mantissa; else 0.</summary>
    public long AskSize;

    /// <summary>The store's id of the instrument.</summary>
    public int Instrument;

    /// <summary>Bits of <see cref="TickFlags"/>.</summary>
    public ushort Flags;

    /// <summary>In a <see cref="TickBatch"/>: the index into its streams, which names the lease. Elsewhere 0.</summary>
    public ushort Slot;

    public TickKind Kind;
    public byte PriceScale;
    public byte SizeScale;
    public byte AskScale;
    public byte AskSizeScale;
}
