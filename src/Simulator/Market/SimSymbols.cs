namespace OrleansTicks.Simulator;

/// <summary>Made-up instruments with names as the NSE gives them: shares, futures of three months, options.</summary>
public static class SimSymbols
{
    /// <summary>How many there can be.</summary>
    public const int Most = 10_000;

    private static readonly string[] Shares =
    [
        "RELIANCE", "TCS", "HDFCBANK", "INFY", "ICICIBANK", "HINDUNILVR", "ITC", "SBIN", "BHARTIARTL",
        "KOTAKBANK", "LT", "AXISBANK", "ASIANPAINT", "MARUTI", "SUNPHARMA",
        "TITAN", "ULTRACEMCO", "WIPRO", "NESTLEIND", "M&M", "BAJFINANCE", "BAJAJ-AUTO", "HCLTECH",
        "NTPC", "POWERGRID", "TATAMOTORS", "TATASTEEL", "JSWSTEEL", "ADANIENT", "ADANIPORTS",
        "COALINDIA", "ONGC", "BPCL", "GRASIM", "HINDALCO", "CIPLA", "DRREDDY",
        "DIVISLAB", "EICHERMOT", "HEROMOTOCO", "BRITANNIA", "APOLLOHOSP", "TECHM", "UPL", "INDUSINDBK",
        "SBILIFE", "HDFCLIFE", "BAJAJFINSV", "TATACONSUM", "PIDILITIND", "DABUR", "GODREJCP",
        "HAVELLS", "SIEMENS", "DLF", "VEDL", "GAIL", "IOC", "ZEEL", "LUPIN", "PNB", "CANBK", "SAIL", "NMDC",
    ];

    private static readonly string[] Months = ["JUL", "AUG", "SEP"];

    /// <summary>The first <paramref name="count"/> names of this seed: unique, of A-Z 0-9 &amp; - only. Fewer names of one seed are the beginning of
    /// more.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not 1 to <see cref="Most"/>.</exception>
    public static IReadOnlyList<string> Make(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        var random = new Random(seed);
        var plain = Shares.Concat(Shares.SelectMany(share => Months.Select(month => $"{share}25{month}FUT"))).ToArray();
        random.Shuffle(plain);
        return [.. plain.Concat(Options(random)).Take(count)];
    }

    private static IEnumerable<string> Options(Random random)
    {
        var strikes = Enumerable.Range(0, 27).SelectMany(step => Shares.SelectMany(share => Months.SelectMany(month =>
            new[] { $"{share}25{month}{800 + (step * 50)}CE", $"{share}25{month}{800 + (step * 50)}PE" }))).ToArray();
        random.Shuffle(strikes);
        return strikes;
    }
}
