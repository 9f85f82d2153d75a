namespace OrleansTicks.Core;

/// <summary>From what a user asked for to the plans of its streams: which group that is, and which instruments go on which socket.</summary>
internal sealed class StartPlanner(LocalStreamsOptions options, IFeed feed, ITickStore store)
{
    /// <summary>The mode of a request that names none.</summary>
    public FeedMode ModeOf(StartRequest request)
    {
        var modes = feed.Traits.Modes;
        return request.Mode ?? (modes.Contains(options.Mode) ? options.Mode : modes[0]);
    }

    /// <summary>The group's key and its instruments, sorted by name.</summary>
    /// <exception cref="StartRefusedException">It cannot be met; the message names what and what would do.</exception>
    public async Task<(GroupKey Key, IReadOnlyList<Instrument> Instruments)> ResolveAsync(StartRequest request, FeedMode mode, CancellationToken cancellationToken)
    {
        if (request.Key is not null) request = Spelled(request.Key);
        if (request.Feed is not null && request.Feed != feed.Name)
            throw Refuse(StartRefusal.NotFound, $"This node serves feed '{feed.Name}', not '{request.Feed}'; start another with: ticks up --feed {request.Feed}");
        if (!feed.Traits.Modes.Contains(mode))
            throw Refuse(StartRefusal.Invalid, $"Feed {feed.Name} has no mode {mode.Word()}; it has {string.Join(", ", feed.Traits.Modes.Select(known => known.Word()))}");
        return request.Type is null ? await OfSymbolsAsync(request.Symbols, cancellationToken) : await OfIdsAsync(request.Type, request.Ids, cancellationToken);
    }

    /// <summary>Spreads instruments over sockets, in order.</summary>
    public IReadOnlyList<StreamPlan> Plan(GroupKey key, FeedMode mode, IReadOnlyList<Instrument> instruments) =>
        [.. instruments.Chunk(options.PerConnection(feed.Traits, mode)).Select((run, number) => new StreamPlan(new StreamKey(key, number), feed.Name, mode, run))];

    internal static StartRefusedException Refuse(StartRefusal refusal, string message) => new(refusal, message);

    /// <summary>What an unknown key says of itself: type and ids.</summary>
    private static StartRequest Spelled(string key)
    {
        if (!GroupKey.TryParse(key, out var parsed, out var error)) throw Refuse(StartRefusal.Invalid, error);
        var parts = parsed.Text.Split('|').Select(part => part.Split(':', 2)).Where(part => part.Length == 2).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        return parts.Count == 2 && parts.TryGetValue("type", out var type) && parts.TryGetValue("ids", out var ids) && ids.Split(',').All(id => int.TryParse(id, out _))
            ? new StartRequest { Type = type, Ids = [.. ids.Split(',').Select(int.Parse)] }
            : throw Refuse(StartRefusal.NotFound, $"No stream answers to '{key}'; see: ticks get streams");
    }

    private async Task<(GroupKey Key, IReadOnlyList<Instrument> Instruments)> OfSymbolsAsync(IReadOnlyList<string> symbols, CancellationToken cancellationToken)
    {
        if (symbols.Count == 0) throw Refuse(StartRefusal.Invalid, "A start needs symbols, or a type with ids, or the key of a known stream");
        List<string> names;
        try
        {
            names = [.. symbols.Select(feed.Identify).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
        catch (FormatException wrong)
        {
            throw Refuse(StartRefusal.Invalid, wrong.Message);
        }

        Limit(names.Count, names);
        return (GroupKey.OfSymbols(feed.Name, names), await store.RegisterInstrumentsAsync(names, cancellationToken));
    }

    private async Task<(GroupKey Key, IReadOnlyList<Instrument> Instruments)> OfIdsAsync(string type, IReadOnlyList<int> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) throw Refuse(StartRefusal.Invalid, $"Type {type} needs ids of instruments");
        if (!GroupKey.TryParse($"type:{type}|ids:{string.Join(',', ids)}", out var key, out var error)) throw Refuse(StartRefusal.Invalid, error);
        var known = (await store.ListInstrumentsAsync(cancellationToken)).ToDictionary(instrument => instrument.Id);
        var unknown = ids.Where(id => !known.ContainsKey(id)).Distinct().ToList();
        if (unknown.Count > 0) throw Refuse(StartRefusal.NotFound, $"No instrument has the id {string.Join(", ", unknown.Take(10))}; ids are given at the first start with --symbols");
        var instruments = ids.Distinct().Select(id => known[id]).OrderBy(instrument => instrument.Name, StringComparer.Ordinal).ToList();
        Limit(instruments.Count, instruments.Select(instrument => instrument.Name));
        return (key, instruments);
    }

    private void Limit(int count, IEnumerable<string> names)
    {
        if (count <= options.MaxStocks) return;
        throw Refuse(
            StartRefusal.Invalid,
            $"{count} symbols are more than --max-stocks {options.MaxStocks}; {string.Join(", ", names.Skip(options.MaxStocks).Take(3))} and what follows would not fit. Raise --max-stocks or ask for fewer");
    }
}
