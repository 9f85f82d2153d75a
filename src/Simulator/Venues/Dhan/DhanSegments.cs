namespace OrleansTicks.Simulator;

/// <summary>Exchange segments of Dhan: names in requests, bytes in packets.</summary>
internal static class DhanSegments
{
    private static readonly string?[] Names = ["IDX_I", "NSE_EQ", "NSE_FNO", "NSE_CURRENCY", "BSE_EQ", "MCX_COMM", null, "BSE_CURRENCY", "BSE_FNO"];

    /// <summary>The byte of a name; -1 where there is no such segment.</summary>
    public static int Of(string name) => Array.IndexOf(Names, name);

    public static string NameOf(byte segment) => Names[segment]!;

    /// <summary>Has open interest.</summary>
    public static bool IsDerivative(byte segment) => segment is 2 or 3 or 5 or 7 or 8;
}
