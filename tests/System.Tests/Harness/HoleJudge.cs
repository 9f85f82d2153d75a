using OrleansTicks.Core;
using OrleansTicks.Storage;

namespace OrleansTicks.System.Tests;

/// <summary>Lays store and ledger side by side without the program's own check: what was polled as accepted is there, nothing is twice, one gap per hole.</summary>
internal sealed class HoleJudge
{
    private readonly List<Ledger.Entry> _sent;
    private readonly HashSet<(int Connection, long Frame)> _garbage;
    private readonly Dictionary<TickKey, int> _places;
    private readonly HashSet<TickKey> _stored;
    private readonly List<string> _findings = [];

    private HoleJudge(Ledger ledger, List<TickKey> stored)
    {
        _sent = [.. ledger.Sent];
        _garbage = [.. ledger.Entries.Where(entry => entry.Key.Kind == "garbage").Select(entry => (entry.Connection, entry.Frame))];
        _places = _sent.Index().ToDictionary(pair => pair.Item.Key, pair => pair.Index);
        _stored = [.. stored];
        if (_stored.Count != stored.Count) _findings.Add($"{stored.Count - _stored.Count} rows are stored twice");
    }

    public IReadOnlyList<string> Findings => _findings;

    /// <summary>Places in the stream where what is stored changes from one connection to the next, or steps over a frame that nobody could read.</summary>
    public int Holes { get; private set; }

    public int Gaps { get; private set; }

    /// <param name="store">At rest, filled by one stream.</param>
    /// <param name="ledgerPath">Complete.</param>
    /// <param name="symbols">Of the stream.</param>
    /// <param name="polled">Each a last <c>acceptedThrough</c> that somebody saw.</param>
    public static async Task<HoleJudge> JudgeAsync(IStoreRig store, string ledgerPath, IEnumerable<string> symbols, IReadOnlyList<TickKey> polled)
    {
        var judge = new HoleJudge(Ledger.Read(ledgerPath), await store.KeysAsync(symbols));
        foreach (var key in polled) judge.JudgeAccepted(key);
        await using var reader = await StoreFactory.OpenReaderAsync(store.Spec, CancellationToken.None);
        var names = (await reader.ListInstrumentsAsync(CancellationToken.None)).ToDictionary(instrument => instrument.Id, instrument => instrument.Symbol);
        var gaps = await reader.ListGapsAsync(TickTime.Earliest, 4_000_000_000_000_000, 10_000, CancellationToken.None);
        judge.JudgeHoles([.. gaps.Select(gap => gap.Gap)], position => new TickKey(names[position.Instrument], position.Kind is TickKind.Quote ? "quote" : "trade", position.Identity));
        return judge;
    }

    /// <summary>All that its connection carried, up to the frame that was told as accepted, is stored.</summary>
    private void JudgeAccepted(TickKey through)
    {
        if (!_places.TryGetValue(through, out var place))
        {
            _findings.Add($"{through} was told as accepted and never sent");
            return;
        }

        var connection = _sent[place].Connection;
        var lost = _sent.Take(place + 1).Where(entry => entry.Connection == connection && !_stored.Contains(entry.Key)).ToList();
        if (lost.Count > 0) _findings.Add($"{lost.Count} ticks up to {through} were told as accepted and are not stored, the first {lost[0].Key} on connection {connection}, frame {lost[0].Frame}");
    }

    private void JudgeHoles(List<Gap> gaps, Func<Position, TickKey> keyOf)
    {
        Gaps = gaps.Count;
        var rows = _sent.Where(entry => _stored.Contains(entry.Key)).ToList();
        var unused = gaps.ToList();
        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].Connection == rows[i - 1].Connection && !StepsOverGarbage(rows[i - 1], rows[i])) continue;
            Holes++;
            var fitting = unused.Where(gap => gap.Instrument == 0 && gap.Last is { } last && keyOf(last) == rows[i - 1].Key && keyOf(gap.First) == rows[i].Key).ToList();
            if (fitting.Count != 1) _findings.Add($"{fitting.Count} gaps lie exactly between {rows[i - 1].Key} of connection {rows[i - 1].Connection} and {rows[i].Key} of connection {rows[i].Connection}");
            unused.RemoveAll(fitting.Contains);
        }

        foreach (var gap in unused.Where(gap => gap.Instrument == 0)) _findings.Add($"a gap of cause {gap.Cause} from {gap.Last} to {gap.First} has no hole of its own");
    }

    private bool StepsOverGarbage(Ledger.Entry before, Ledger.Entry after)
    {
        for (var frame = before.Frame + 1; frame < after.Frame; frame++)
        {
            if (_garbage.Contains((before.Connection, frame))) return true;
        }

        return false;
    }
}
