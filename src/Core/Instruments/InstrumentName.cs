using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansTicks.Core;

/// <summary>Reads the names of instruments as exchanges and brokers write them. Pure: no list of instruments is needed.</summary>
public static partial class InstrumentName
{
    private const int Longest = 100;

    /// <summary>Roots that end in digits, and the indices that people trade: of several ways to split a name the longest of these wins.</summary>
    private static readonly string[] Roots = ["NIFTYNXT50", "SENSEX50", "MIDCPNIFTY", "BANKNIFTY", "FINNIFTY", "NIFTY", "SENSEX", "BANKEX"];

    private static readonly Dictionary<string, string> Indices = new(StringComparer.Ordinal)
    {
        ["NIFTY50"] = "NIFTY", ["NIFTYBANK"] = "BANKNIFTY", ["FINNIFTY"] = "FINNIFTY", ["MIDCPNIFTY"] = "MIDCPNIFTY", ["NIFTYMIDSELECT"] = "MIDCPNIFTY",
        ["NIFTYNXT50"] = "NIFTYNXT50", ["SENSEX"] = "SENSEX", ["BANKEX"] = "BANKEX", ["INDIAVIX"] = "INDIAVIX",
    };

    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    /// <summary>Currencies that crypto venues price in, the longest first.</summary>
    private static readonly string[] Quotes = ["FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USDP", "DAI", "EUR", "GBP", "USD", "TRY", "BRL", "JPY", "AUD", "BTC", "ETH", "BNB", "BIDR", "UAH", "PLN", "ZAR", "MXN", "ARS"];

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">It is no name; the message says what would be.</exception>
    public static InstrumentIdentity Parse(string name)
    {
        var text = name.Trim().ToUpperInvariant();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var symbol = text[(colon + 1)..];
        if (text.Length is 0 or > Longest || symbol.Length == 0 || colon == 0 || text.Any(c => c is <= ' ' or > '~' or ','))
            throw new FormatException("an instrument is written EXCHANGE:SYMBOL, for example NSE:RELIANCE25JULFUT, NSE:SBIN-EQ or BINANCE:BTCUSDT");
        var exchange = colon < 0 ? null : text[..colon];
        return exchange switch
        {
            "BINANCE" => Pair(text, exchange, symbol, SplitAt(symbol)),
            "COINBASE" => Pair(text, exchange, symbol, symbol.Split('-', 2)),
            "KRAKEN" => Pair(text, exchange, symbol, symbol.Split('/', 2)),
            "IDX_I" or "NSE_EQ" or "NSE_FNO" or "NSE_CURRENCY" or "BSE_EQ" or "BSE_FNO" or "BSE_CURRENCY" or "MCX_COMM" => Numbered(text, exchange, symbol),
            _ => OfIndia(text, exchange, symbol),
        };
    }

    private static InstrumentIdentity OfIndia(string name, string? exchange, string symbol)
    {
        if (symbol.EndsWith("-INDEX", StringComparison.Ordinal) && symbol.Length > 6)
        {
            var root = Indices.GetValueOrDefault(symbol[..^6], symbol[..^6]);
            return new() { Name = name, Exchange = exchange, Kind = InstrumentKind.Index, Symbol = symbol, Underlying = root, Alias = Lower(root) };
        }

        // A name may hold hyphens itself (BAJAJ-AUTO-EQ): the last one begins the series.
        var hyphen = symbol.LastIndexOf('-');
        if (hyphen > 0 && hyphen < symbol.Length - 1 && symbol.Length - hyphen <= 3)
            return new() { Name = name, Exchange = exchange, Kind = InstrumentKind.Equity, Symbol = symbol, Series = symbol[(hyphen + 1)..], Underlying = symbol[..hyphen], Alias = Lower(symbol[..hyphen]) };
        if (Future().Match(symbol) is { Success: true } future) return Derived(name, exchange, symbol, future.Groups["root"].Value, MonthOf(future), null, null);
        if (Monthly().Match(symbol) is { Success: true } monthly && IsStrike(monthly.Groups["strike"].Value))
            return Derived(name, exchange, symbol, monthly.Groups["root"].Value, MonthOf(monthly), monthly.Groups["strike"].Value, monthly.Groups["right"].Value);
        if (Weekly(symbol) is { } weekly) return Derived(name, exchange, symbol, weekly.Root, weekly.Expiry, weekly.Strike, symbol[^2..]);
        return new() { Name = name, Exchange = exchange, Kind = exchange is "NSE" or "BSE" ? InstrumentKind.Equity : InstrumentKind.Unknown, Symbol = symbol, Underlying = symbol, Alias = Lower(symbol) };
    }

    private static InstrumentIdentity Derived(string name, string? exchange, string symbol, string root, string expiry, string? strike, string? right)
    {
        var isCurrency = exchange is not "MCX" && root.Length == 6 && root.EndsWith("INR", StringComparison.Ordinal);
        var kind = strike is null ? isCurrency ? InstrumentKind.CurrencyFuture : InstrumentKind.Future : isCurrency ? InstrumentKind.CurrencyOption : InstrumentKind.Option;
        return new() { Name = name, Exchange = exchange, Kind = kind, Symbol = symbol, Underlying = root, Expiry = expiry, Strike = strike, Right = right, Alias = Lower(root) };
    }

    /// <summary>DhanHQ's numbers: the segment says the kind, only the instrument master says the rest.</summary>
    private static InstrumentIdentity Numbered(string name, string segment, string symbol) => new()
    {
        Name = name, Exchange = segment == "IDX_I" ? null : segment[..3], Symbol = symbol, Alias = Lower(name),
        Kind = segment switch { "IDX_I" => InstrumentKind.Index, "NSE_EQ" or "BSE_EQ" => InstrumentKind.Equity, _ => InstrumentKind.Unknown },
    };

    private static InstrumentIdentity Pair(string name, string exchange, string symbol, string[] parts) => new()
    {
        Name = name, Exchange = exchange, Kind = InstrumentKind.Spot, Symbol = symbol, Underlying = parts[0], Quote = parts.Length > 1 ? parts[1] : null, Alias = Lower(symbol),
    };

    private static string[] SplitAt(string symbol) =>
        Quotes.FirstOrDefault(quote => symbol.Length > quote.Length && symbol.EndsWith(quote, StringComparison.Ordinal)) is { } quote ? [symbol[..^quote.Length], quote] : [symbol];

    /// <summary>Root, two digits of the year, one sign of the month, two digits of the day, strike, right. Several splits may fit.</summary>
    private static (string Root, string Expiry, string Strike)? Weekly(string symbol)
    {
        if (!symbol.EndsWith("CE", StringComparison.Ordinal) && !symbol.EndsWith("PE", StringComparison.Ordinal)) return null;
        var body = symbol[..^2];
        var splits = new List<(string Root, string Expiry, string Strike)>();
        for (var at = 1; at + 6 <= body.Length; at++)
        {
            if (DayOf(body.AsSpan(at, 5)) is { } expiry && IsStrike(body[(at + 5)..])) splits.Add((body[..at], expiry, body[(at + 5)..]));
        }

        if (splits.Count == 0) return null;
        foreach (var root in Roots)
        {
            if (splits.FirstOrDefault(split => split.Root == root) is { Root: not null } known) return known;
        }

        return splits[0];
    }

    private static string? DayOf(ReadOnlySpan<char> code)
    {
        if (!char.IsAsciiDigit(code[0]) || !char.IsAsciiDigit(code[1]) || !char.IsAsciiDigit(code[3]) || !char.IsAsciiDigit(code[4])) return null;
        var month = code[2] switch { >= '1' and <= '9' => code[2] - '0', 'O' => 10, 'N' => 11, 'D' => 12, _ => 0 };
        var (year, day) = (2000 + int.Parse(code[..2], CultureInfo.InvariantCulture), int.Parse(code[3..], CultureInfo.InvariantCulture));
        return month > 0 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}") : null;
    }

    private static string MonthOf(Match match) => string.Create(CultureInfo.InvariantCulture, $"20{match.Groups["year"].Value}-{Array.IndexOf(Months, match.Groups["month"].Value) + 1:00}");

    /// <summary>A number above 0 without zeros before it: what begins with one belongs to the date.</summary>
    private static bool IsStrike(string text) => Strike().IsMatch(text);

    private static string Lower(string text) => text.ToLowerInvariant();

    [GeneratedRegex(@"^(?<root>.+?)(?<year>\d{2})(?<month>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)FUT$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Future();

    [GeneratedRegex(@"^(?<root>.+?)(?<year>\d{2})(?<month>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)(?<strike>\d+(?:\.\d+)?)(?<right>CE|PE)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Monthly();

    [GeneratedRegex(@"^(?:[1-9]\d*(?:\.\d+)?|0\.\d*[1-9]\d*)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Strike();
}
