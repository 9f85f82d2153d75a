using System.Globalization;
using OrleansTicks.Core;

namespace OrleansTicks.Client;

/// <summary>An instrument as it is printed.</summary>
internal sealed record InstrumentView(
    string Name, string? Exchange, string Kind, string Symbol, string? Series, string? Underlying, string? Quote, string? Expiry, string? Strike, string? Right, string Alias)
{
    /// <summary>The venue's own number; of a list only, as what follows.</summary>
    public string? Code { get; init; }

    public string? Lot { get; init; }

    public string? Tick { get; init; }

    /// <param name="one">What the name says.</param>
    /// <param name="listed">What the venue's list says; it knows the day of expiry.</param>
    public static InstrumentView Of(InstrumentIdentity one, MasterEntry? listed = null) =>
        new(one.Name, one.Exchange, (listed?.Kind ?? one.Kind).Word(), one.Symbol, one.Series, listed?.Underlying ?? one.Underlying, one.Quote,
            listed?.Expiry?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? one.Expiry, one.Strike, one.Right, one.Alias)
        { Code = listed?.Code, Lot = listed?.Lot, Tick = listed?.Tick };

    /// <summary>What is there, for people.</summary>
    public IEnumerable<(string Name, string Value)> Lines() =>
        new (string, string?)[]
        {
            ("name", Name), ("exchange", Exchange), ("kind", Kind), ("series", Series), ("underlying", Underlying), ("quote", Quote), ("expiry", Expiry), ("strike", Strike), ("right", Right), ("alias", Alias),
            ("code", Code), ("lot", Lot), ("tick", Tick),
        }.Where(pair => pair.Item2 is not null).Select(pair => (pair.Item1, pair.Item2!));
}
