using System.Globalization;

namespace OrleansTicks.Core;

/// <summary>The names that Indian exchanges' derivatives have: <c>RELIANCE25JULFUT</c>, <c>NIFTY25JUL25000CE</c>, and of weeks that do not end a month <c>NIFTY2571725000CE</c>.</summary>
public static class IndianNames
{
    private const string Months = "123456789OND";

    /// <param name="root">The underlying.</param>
    /// <param name="expiry">Its last day.</param>
    /// <param name="isMonthly">The last of its underlying and kind in that month.</param>
    /// <param name="strike">Null = a future.</param>
    /// <param name="right">CE or PE.</param>
    public static string Of(string root, DateOnly expiry, bool isMonthly, string? strike, string? right)
    {
        var when = isMonthly
            ? expiry.ToString("yyMMM", CultureInfo.InvariantCulture).ToUpperInvariant()
            : string.Create(CultureInfo.InvariantCulture, $"{expiry:yy}{Months[expiry.Month - 1]}{expiry:dd}");
        return strike is null ? $"{root}{when}FUT" : $"{root}{when}{strike}{right}";
    }
}
