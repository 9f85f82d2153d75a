using OrleansTicks.Core;

namespace OrleansTicks.Client;

/// <summary>An instrument as it is printed.</summary>
internal sealed record InstrumentView(
    string Name, string? Exchange, string Kind, string Symbol, string? Series, string? Underlying, string? Quote, string? Expiry, string? Strike, string? Right, string Alias)
{
    public static InstrumentView Of(InstrumentIdentity one) =>
        new(one.Name, one.Exchange, one.Kind.Word(), one.Symbol, one.Series, one.Underlying, one.Quote, one.Expiry, one.Strike, one.Right, one.Alias);

    /// <summary>What is there, for people.</summary>
    public IEnumerable<(string Name, string Value)> Lines() =>
        new (string, string?)[]
        {
            ("name", Name), ("exchange", Exchange), ("kind", Kind), ("series", Series), ("underlying", Underlying), ("quote", Quote), ("expiry", Expiry), ("strike", Strike), ("right", Right), ("alias", Alias),
        }.Where(pair => pair.Item2 is not null).Select(pair => (pair.Item1, pair.Item2!));
}
