using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansTicks.Simulator;

/// <summary>An instrument of Fyers: its symbol, its token, and the topics of the data socket that follow from it.</summary>
/// <param name="Symbol">As users write it, <c>NSE:SBIN-EQ</c>.</param>
/// <param name="FyToken">The long token: exchange, segment, expiry, exchange token.</param>
/// <param name="Segment">As topics say it, <c>nse_cm</c>.</param>
/// <param name="Token">The exchange token, digits.</param>
/// <param name="Index">The name in an index topic; null = it is no index.</param>
internal sealed partial record FyersInstrument(string Symbol, string FyToken, string Segment, string Token, string? Index)
{
    // The main ones of the venue's table; of any other index the topic bears the symbol's own name.
    private static readonly Dictionary<string, string> IndexNames = new()
    {
        ["NSE:NIFTY50"] = "Nifty 50", ["NSE:NIFTYBANK"] = "Nifty Bank", ["NSE:FINNIFTY"] = "Nifty Fin Service", ["NSE:MIDCPNIFTY"] = "NIFTY MID SELECT",
        ["NSE:NIFTYMIDSELECT"] = "NIFTY MID SELECT", ["NSE:NIFTYNXT50"] = "Nifty Next 50", ["NSE:INDIAVIX"] = "India VIX", ["BSE:SENSEX"] = "SENSEX",
        ["BSE:BANKEX"] = "BANKEX",
    };

    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    public bool IsDerivative => Segment is "nse_fo" or "bse_fo" or "mcx_fo" or "cde_fo";

    public string MainTopic => Index is null ? $"sf|{Segment}|{Token}" : $"if|{Segment}|{Index}";

    public string DepthTopic => $"dp|{Segment}|{Token}";

    /// <summary>The text behind the colon, which the venue shows.</summary>
    public string Display => Symbol[(Symbol.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>Reads <c>NSE:SBIN-EQ</c> or <c>NSE:SBIN-EQ=3045</c>; null when it is neither.</summary>
    /// <param name="text">The symbol.</param>
    /// <param name="number">The exchange token where the text gives none.</param>
    public static FyersInstrument? Read(string text, int number)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var symbol = equals < 0 ? text : text[..equals];
        var token = equals < 0 ? number.ToString(CultureInfo.InvariantCulture) : text[(equals + 1)..];
        if (!Allowed().IsMatch(symbol) || token.Length is < 2 or > 6 || !token.All(char.IsAsciiDigit)) return null;
        var exchange = symbol[..3];
        if (symbol.EndsWith("-INDEX", StringComparison.Ordinal))
        {
            var name = symbol[..^"-INDEX".Length];
            return Make(symbol, exchange == "BSE" ? "1210" : "1010", "000000", token, IndexNames.GetValueOrDefault(name, name[4..]));
        }

        if (Contract().Match(symbol) is { Success: true } contract)
            return Make(symbol, exchange switch { "MCX" => "1120", "BSE" => "1211", _ => Currency().IsMatch(symbol) ? "1012" : "1011" }, Expiry(contract), token, null);
        return symbol.Contains('-', StringComparison.Ordinal) ? Make(symbol, exchange == "BSE" ? "1210" : "1010", "000000", token, null) : null;
    }

    private static FyersInstrument Make(string symbol, string head, string expiry, string token, string? index)
    {
        var segment = head switch { "1010" => "nse_cm", "1011" => "nse_fo", "1012" => "cde_fo", "1120" => "mcx_fo", "1210" => "bse_cm", _ => "bse_fo" };
        return new FyersInstrument(symbol, head + expiry + token, segment, token, index);
    }

    /// <summary>YYMMDD. Of a monthly contract the symbol does not tell the day; here it is the last of the month.</summary>
    private static string Expiry(Match contract)
    {
        var year = contract.Groups["year"].Value;
        var day = contract.Groups["day"].Value;
        if (day.Length > 0)
        {
            var letter = contract.Groups["month"].Value[0];
            var number = letter switch { 'O' => 10, 'N' => 11, 'D' => 12, _ => letter - '0' };
            return $"{year}{number:00}{day}";
        }

        var month = Array.IndexOf(Months, contract.Groups["name"].Value) + 1;
        return $"{year}{month:00}{DateTime.DaysInMonth(2000 + int.Parse(year, CultureInfo.InvariantCulture), month):00}";
    }

    [GeneratedRegex("^(NSE|BSE|MCX):[A-Z0-9&_.-]{1,40}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Allowed();

    [GeneratedRegex(
        @"(?<year>\d{2})((?<name>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)(FUT|\d+(\.\d+)?(CE|PE))|(?<month>[1-9OND])(?<day>[0-3]\d)\d+(\.\d+)?(CE|PE))$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Contract();

    [GeneratedRegex(":(USD|EUR|GBP|JPY)INR", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Currency();
}
