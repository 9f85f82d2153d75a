using OrleansTicks.Core;

namespace OrleansTicks.Web;

/// <summary>Finds instruments as <see cref="InstrumentNames.Find"/> does, without a walk over all of them for each name. Made when first asked.</summary>
internal sealed class SymbolIndex(IReadOnlyList<Instrument> instruments)
{
    private readonly Lazy<ILookup<string, Instrument>> _candidates = new(() => instruments
        .SelectMany(instrument => new[] { instrument.Name, instrument.Symbol, instrument.Alias() }.Distinct(StringComparer.OrdinalIgnoreCase), (instrument, name) => (name, instrument))
        .ToLookup(pair => pair.name, pair => pair.instrument, StringComparer.OrdinalIgnoreCase));

    public IReadOnlyList<Instrument> Find(string text) => InstrumentNames.Find(_candidates.Value[text], text);
}
