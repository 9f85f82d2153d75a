using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Which instruments have a row in <c>latest</c>. Keeps one thing true: an instrument with ticks has one, so that nobody ever has to
/// search all ticks for an instrument that has none.</summary>
internal sealed class KnownLatest
{
    private readonly HashSet<(int Instrument, bool Quote)> _known = [];
    private readonly Dictionary<(int Instrument, bool Quote), int> _newest = [];
    private readonly List<LatestRow> _extra = [];

    public void Add(int instrument, bool quote) => _known.Add((instrument, quote));

    /// <summary>Latest rows for instruments of the batch that have none. The list is good until the next call.</summary>
    public List<LatestRow> Missing(TickBatch batch)
    {
        _extra.Clear();
        _newest.Clear();
        var rows = batch.Ticks;
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            if (!row.Kind.IsPrice()) continue;
            var key = (row.Instrument, row.Kind == TickKind.Quote);
            if (_known.Contains(key) || row.Slot >= batch.Streams.Count) continue;
            if (!_newest.TryGetValue(key, out var best) || (row.Time, row.Identity).CompareTo((rows[best].Time, rows[best].Identity)) > 0) _newest[key] = i;
        }

        if (_newest.Count == 0) return _extra;
        foreach (var row in batch.Latest) _newest.Remove((row.Tick.Instrument, row.Tick.Kind == TickKind.Quote));
        foreach (var index in _newest.Values) _extra.Add(new LatestRow(rows[index], batch.Streams[rows[index].Slot].Lease));
        return _extra;
    }

    /// <summary>The batch and its extra rows are in.</summary>
    public void Committed(TickBatch batch)
    {
        foreach (var row in batch.Latest) Add(row.Tick.Instrument, row.Tick.Kind == TickKind.Quote);
        foreach (var row in _extra) Add(row.Tick.Instrument, row.Tick.Kind == TickKind.Quote);
    }
}
