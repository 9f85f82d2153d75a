using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>The four scales of a row in one column, 8 bits each, from the top: price (bid), size (bid size), ask, ask size.</summary>
internal static class SqliteScales
{
    public static long Pack(in Tick row) => ((long)row.PriceScale << 24) | ((long)row.SizeScale << 16) | ((long)row.AskScale << 8) | row.AskSizeScale;

    public static void Unpack(long scales, ref Tick row)
    {
        row.PriceScale = (byte)(scales >> 24);
        row.SizeScale = (byte)(scales >> 16);
        row.AskScale = (byte)(scales >> 8);
        row.AskSizeScale = (byte)scales;
    }
}
