using System.Globalization;
using OrleansTicks.Core;

namespace OrleansTicks.Grains;

/// <summary>Keys of symbol grains: <c>i12:NSE:RELIANCE</c>. The prefix keeps Orleans' storage from reading a key as a number.</summary>
public static class SymbolKey
{
    public static string Of(Instrument instrument) => string.Create(CultureInfo.InvariantCulture, $"i{instrument.Id}:{instrument.Name}");

    /// <summary>The store's id of the instrument.</summary>
    /// <exception cref="FormatException">It is no such key.</exception>
    public static int InstrumentOf(string key)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && key[0] == 'i' && int.TryParse(key.AsSpan(1, colon - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new FormatException($"'{key}' is no key of a symbol grain; one looks like i12:NSE:RELIANCE");
    }
}
