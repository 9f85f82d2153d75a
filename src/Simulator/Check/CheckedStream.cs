using OrleansTicks.Core;

namespace OrleansTicks.Simulator;

/// <summary>One stream of the store laid beside the ledger: the frames of its instruments in the order of the market, and its gaps over them.</summary>
/// <param name="truth">The ledger.</param>
/// <param name="key">The stream, for findings.</param>
/// <param name="symbols">Ledger numbers of the symbols it carries.</param>
/// <param name="shared">Of these, the ones that another stream carries too: what that one stored may lie in a gap of this one.</param>
internal sealed class CheckedStream(LedgerTruth truth, string key, IReadOnlySet<int> symbols, IReadOnlySet<int> shared)
{
    private readonly int[] _order = OrderOf(truth, symbols);
    private readonly Dictionary<int, int> _bounds = [];

    /// <summary>Lays the gaps over the frames: marks what they cover and finds those that are wider than the truth.</summary>
    public void Judge(IReadOnlyList<Gap> gaps, Func<int, int> symbolOf, Findings findings)
    {
        foreach (var gap in gaps)
        {
            if (gap.Last is { } last) Want(last, symbolOf);
            Want(gap.First, symbolOf);
        }

        var lastSent = -1;
        for (var place = 0; place < _order.Length; place++)
        {
            if (truth.Frames[_order[place]].Sent) lastSent = place;
            if (_bounds.ContainsKey(_order[place])) _bounds[_order[place]] = place;
        }

        foreach (var gap in gaps) Judge(gap, lastSent, symbolOf, findings);
    }

    /// <summary>Finds frames that nobody was sent, that a reader could know of, and that lie in no gap.</summary>
    /// <remarks>
    /// Trades are numbered, so one that is missing between two stored ones shows. Quotes are not: only the change of connection shows that some may be missing.
    /// What passed before the first stored frame or after the last one is nobody's gap.
    /// </remarks>
    public void JudgeMissed(Findings findings)
    {
        var trades = new Dictionary<int, int>();
        var (quotes, previous) = (0, -2);                    // quotes, and whatever else bears no number
        foreach (var index in _order)
        {
            ref readonly var frame = ref truth.Frames[index];
            if (frame.Stored)
            {
                if (quotes > 0 && previous >= 0 && previous != frame.Connection) Uncovered(quotes, "quotes", frame, findings);
                if (IsNumbered(frame))
                {
                    if (trades.GetValueOrDefault(SeriesOf(frame)) is > 0 and var lost) Uncovered(lost, "trades", frame, findings);
                    trades[SeriesOf(frame)] = 0;
                }

                (quotes, previous) = (0, frame.Connection);
            }
            else if (!frame.Sent && !frame.InGap)
            {
                if (!IsNumbered(frame)) quotes++;
                else if (trades.ContainsKey(SeriesOf(frame))) trades[SeriesOf(frame)]++;
            }
        }
    }

    private static int[] OrderOf(LedgerTruth truth, IReadOnlySet<int> symbols)
    {
        int[] order = [.. symbols.SelectMany(truth.FramesOf)];
        var places = Array.ConvertAll(order, index => truth.Frames[index].Seq);
        Array.Sort(places, order);
        return order;
    }

    private static bool IsNumbered(in TruthFrame frame) => frame.Kind != TickKind.Quote && !frame.Unnumbered;

    private static int SeriesOf(in TruthFrame frame) => (frame.Symbol << 3) + (int)frame.Kind;

    private void Want(Position position, Func<int, int> symbolOf)
    {
        var frame = truth.Find(symbolOf(position.Instrument), position.Kind, position.Identity);
        if (frame >= 0) _bounds[frame] = -1;
    }

    private int PlaceOf(Position position, Func<int, int> symbolOf)
    {
        var frame = truth.Find(symbolOf(position.Instrument), position.Kind, position.Identity);
        return frame < 0 ? -1 : _bounds.GetValueOrDefault(frame, -1);
    }

    /// <summary>The place of a bound that is no frame of its own: a row beside the prices, known by its receipt. Of a beginning the last frame at or before it, of an
    /// end the first one at or behind it.</summary>
    private int PlaceNear(Position position, bool before)
    {
        if (position.Kind < TickKind.Quote) return -1;
        var seq = truth.Rows.SeqOf(symbols, position.Identity, before);
        if (seq < 0) return -1;
        for (var place = 0; place < _order.Length; place++)
        {
            if (truth.Frames[_order[place]].Seq < seq + (before ? 1 : 0)) continue;
            return before ? place - 1 : place;
        }

        return before ? _order.Length - 1 : -1;
    }

    private void Judge(Gap gap, int lastSent, Func<int, int> symbolOf, Findings findings)
    {
        var name = $"gap ({gap.Cause.Word()}) of {key}";
        var last = gap.Last is { } position ? PlaceOf(position, symbolOf) : -1;
        if (gap.Last is { } beginning && last < 0) last = PlaceNear(beginning, before: true);
        if (gap.Last is not null && last < 0)
        {
            findings.Add($"{name} begins at a frame that the ledger does not know: {Say(gap.Last.Value)}");
            return;
        }

        if (last >= lastSent && gap.Last is not null) return;    // begins at the last frame: nothing came that could have ended it
        var first = PlaceOf(gap.First, symbolOf);
        if (first < 0) first = PlaceNear(gap.First, before: false);
        if (first < 0) findings.Add($"{name} ends at a frame that the ledger does not know: {Say(gap.First)}");
        else if (first < last) findings.Add($"{name} runs backwards, from place {last} to {first} of the stream");
        else Cover(gap, last, first, symbolOf(gap.Instrument), name, findings);
    }

    private void Cover(Gap gap, int last, int first, int symbol, string name, Findings findings)
    {
        var frames = truth.Frames;
        truth.Cover(symbols, last < 0 ? 0 : frames[_order[last]].Seq, frames[_order[first]].Seq);
        var (lost, before, middle, after) = (0, 0, 0, 0);
        for (var place = last + 1; place < first; place++)
        {
            ref var frame = ref frames[_order[place]];
            if (gap.Instrument != 0 && (frame.Symbol != symbol || frame.Kind != gap.Kind)) continue;
            if (!frame.Stored)
            {
                frame.InGap = true;
                lost++;
                middle += after;
                after = 0;
            }
            else if (shared.Contains(frame.Symbol)) continue;
            else if (lost == 0) before++;
            else after++;
        }

        if (middle > 0) findings.Add($"{name} covers {middle} stored frames in its middle");
        if (lost == 0 && before > 0) findings.Add($"{name} covers {before} stored frames and nothing that is missing");
        else if (before > 1 || after > 1) findings.Add($"{name} is wider than the truth: {before} stored frames at its beginning, {after} at its end");
    }

    private void Uncovered(int count, string what, in TruthFrame next, Findings findings) =>
        findings.Add($"{count} {what} of {key} were never sent and lie in no gap; they passed before {truth.NameOf(next.Symbol)} {next.Kind.Word()} {next.Id}");

    private static string Say(Position position) => $"{position.Kind.Word()} {position.Identity} of instrument {position.Instrument}";
}
