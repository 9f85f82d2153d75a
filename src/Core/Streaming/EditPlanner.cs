namespace OrleansTicks.Core;

/// <summary>From a change of a group's list to the new plans of its streams. Nothing that stays moves to another stream.</summary>
internal sealed class EditPlanner(LocalStreamsOptions options, IFeed feed)
{
    /// <summary>The full identities of what is to be added, each once.</summary>
    /// <exception cref="StartRefusedException">One cannot be a symbol of this venue.</exception>
    public IReadOnlyList<string> Identify(IReadOnlyList<string> symbols)
    {
        try
        {
            return [.. symbols.Select(feed.Identify).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
        catch (FormatException wrong)
        {
            throw StartPlanner.Refuse(StartRefusal.Invalid, wrong.Message);
        }
    }

    /// <summary>The instruments that are meant among those that are carried.</summary>
    /// <exception cref="StartRefusedException">One is not carried, or the name fits several.</exception>
    public static IReadOnlyList<Instrument> FindCarried(string key, IReadOnlyList<Instrument> carried, IReadOnlyList<string> symbols) =>
    [
        .. symbols.Select(symbol => InstrumentNames.Find(carried, symbol) switch
        {
            [var one] => one,
            [] => throw StartPlanner.Refuse(StartRefusal.NotFound, $"{symbol} is not carried by {key}; see: ticks symbols list {key}"),
            var several => throw StartPlanner.Refuse(StartRefusal.Invalid, $"{symbol} may be {string.Join(" or ", several.Select(one => one.Name))}; name one of them in full"),
        }).Distinct(),
    ];

    /// <summary>Takes away first, then fills the room that the streams have, then begins new streams.</summary>
    /// <param name="key">As the user said it.</param>
    /// <param name="group">All streams of the group, in order.</param>
    /// <param name="asked">Those that may change; less than the group = only these, and no new ones.</param>
    /// <param name="added">Carried by no stream of the group.</param>
    /// <param name="removed">Carried by those that may change.</param>
    /// <returns>The plans that changed, and the new ones.</returns>
    /// <exception cref="StartRefusedException">There is no room.</exception>
    public IReadOnlyList<(StreamPlan Plan, SymbolEdit Edit)> Plan(
        string key, IReadOnlyList<StreamPlan> group, IReadOnlyList<StreamPlan> asked, IReadOnlyList<Instrument> added, IReadOnlyList<Instrument> removed)
    {
        var total = group.Sum(plan => plan.Instruments.Count) - removed.Count + added.Count;
        if (total > options.MaxStocks && added.Count > 0)
            throw StartPlanner.Refuse(StartRefusal.Invalid, $"{total} symbols in {group[0].Key.Group} would be more than --max-stocks {options.MaxStocks}; raise it or add fewer");
        var perConnection = options.PerConnection(feed.Traits, group[0].Mode);
        var gone = removed.ToHashSet();
        var waiting = new Queue<Instrument>(added);
        var changed = new List<(StreamPlan, SymbolEdit)>();
        foreach (var plan in asked)
        {
            List<Instrument> kept = [.. plan.Instruments.Where(instrument => !gone.Contains(instrument))], more = [];
            while (kept.Count + more.Count < perConnection && waiting.TryDequeue(out var next)) more.Add(next);
            Change(plan, [.. kept, .. more], more, [.. plan.Instruments.Where(gone.Contains)]);
        }

        if (waiting.Count > 0 && asked.Count < group.Count)
            throw StartPlanner.Refuse(StartRefusal.Invalid, $"{key} has room for {added.Count - waiting.Count} of {added.Count} symbols at {perConnection} a connection; name the group {group[0].Key.Group} and the others get a connection of their own");
        var number = group.Max(plan => plan.Key.Number);
        foreach (var run in waiting.Chunk(perConnection)) Change(group[0] with { Key = group[0].Key with { Number = ++number }, Instruments = [] }, run, run, []);
        return changed;

        void Change(StreamPlan plan, IReadOnlyList<Instrument> list, IReadOnlyList<Instrument> more, IReadOnlyList<Instrument> less)
        {
            if (more.Count + less.Count > 0) changed.Add((plan with { Instruments = list }, new SymbolEdit(plan.Key, more, less)));
        }
    }
}
