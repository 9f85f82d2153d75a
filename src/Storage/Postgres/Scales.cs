using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Four scales in one int, 8 bits each, from the top: price (bid), size (bid size), ask, ask size.</summary>
internal static class Scales
{
    public static int Pack(in Tick tick) => (tick.PriceScale << 24) | (tick.SizeScale << 16) | (tick.AskScale << 8) | tick.AskSizeScale;

    public static void Unpack(int scales, ref Tick tick)
    {
        tick.PriceScale = (byte)(scales >> 24);
        tick.SizeScale = (byte)(scales >> 16);
        tick.AskScale = (byte)(scales >> 8);
        tick.AskSizeScale = (byte)scales;
    }
}
