namespace OrleansTicks.Simulator;

/// <summary>Names of pairs for made-up crypto markets: well-known ones first, then invented ones.</summary>
internal static class CryptoSymbols
{
    private static readonly string[] Bases =
    [
        "BTC", "ETH", "SOL", "XRP", "ADA", "DOGE", "LTC", "LINK", "DOT", "AVAX", "UNI", "ATOM", "XLM", "BCH", "ALGO", "FIL", "ETC", "AAVE", "SNX", "CRV",
        "BAND", "SKL", "COMP", "MKR", "GRT", "SUSHI", "YFI", "NMR", "DASH", "ZEC",
    ];

    private static readonly string[] Quotes = ["USD", "EUR", "GBP", "USDT"];

    /// <summary>The first <paramref name="count"/> names with the venue's sign between base and quote.</summary>
    public static IReadOnlyList<string> Make(int count, char between) =>
        [.. Quotes.SelectMany(quote => Bases.Select(name => $"{name}{between}{quote}")).Concat(Enumerable.Range(1, SimSymbols.Most).Select(i => $"T{i:0000}{between}USD")).Take(count)];
}
