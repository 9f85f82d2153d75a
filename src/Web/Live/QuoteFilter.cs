namespace OrleansTicks.Web;

/// <summary>Which symbols one listener wants, found anew whenever instruments appear.</summary>
/// <param name="wanted">Identities, venue symbols or aliases; null = all.</param>
/// <param name="local">Only those of books in this process.</param>
internal sealed class QuoteFilter(IReadOnlyList<string>? wanted, bool local = false)
{
    private SymbolIndex? _resolved;
    private HashSet<int> _ids = [];

    /// <summary>What was asked for and has no data yet.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [];

    /// <summary>Everything that there is.</summary>
    public bool TakesAll => wanted is null && !local;

    /// <summary>Rows that changed after round <paramref name="seen"/>, and all rows of instruments that this filter finds for the first time.</summary>
    public IEnumerable<QuoteRow> Changed(LiveRound round, long seen)
    {
        if (wanted is null) return round.Rows.Where(row => row.Round > seen && (row.IsLocal || !local));
        var known = _ids;
        if (!ReferenceEquals(_resolved, round.Names)) Resolve(round.Names);
        return round.Rows.Where(row => _ids.Contains(row.Instrument.Id) && (row.IsLocal || !local) && (row.Round > seen || !known.Contains(row.Instrument.Id)));
    }

    private void Resolve(SymbolIndex names)
    {
        _resolved = names;
        var found = wanted!.Select(symbol => (symbol, matches: names.Find(symbol))).ToList();
        _ids = [.. found.SelectMany(one => one.matches).Select(instrument => instrument.Id)];
        Missing = [.. found.Where(one => one.matches.Count == 0).Select(one => one.symbol)];
    }
}
