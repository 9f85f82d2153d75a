using OrleansTicks.Core;

namespace OrleansTicks.Simulator;

/// <summary>Compares what a simulator sent with what a store holds.</summary>
public static class SimulatorCheck
{
    private const long From = TickTime.Earliest;             // nothing earlier is ever stored
    private const long Until = 4_102_444_800_000_000;        // 2100
    private const int MostGaps = 1_000_000;

    /// <summary>Reads ledger and store to their ends. The store must hold what came from this ledger and nothing else; both must be at rest.</summary>
    /// <remarks>Memory: about 200 bytes a frame.</remarks>
    /// <exception cref="SimulatorException">The ledger cannot be read.</exception>
    public static async Task<SimulatorVerdict> RunAsync(string ledgerPath, ITickReader store, CancellationToken cancellationToken)
    {
        var truth = await LedgerReader.ReadAsync(ledgerPath, cancellationToken);
        var findings = new Findings();
        var instruments = await store.ListInstrumentsAsync(cancellationToken);
        var (duplicated, wrong) = (0L, 0L);
        foreach (var instrument in instruments)
        {
            foreach (var kind in new[] { TickKind.Day, TickKind.Depth, TickKind.Candle })
            {
                await foreach (var row in store.ReadRowsAsync(instrument.Id, kind, From, Until, cancellationToken))
                {
                    // Of venues whose lines say nothing of such rows, none is followed.
                    if (!truth.Rows.Follows(truth.SymbolOf(instrument), kind) || truth.Rows.Claim(truth.SymbolOf(instrument), row)) continue;
                    duplicated++;
                    findings.Add($"{Say(instrument.Name, row)} is stored but was never sent, or not so often");
                }
            }

            foreach (var quotes in new[] { false, true })
            {
                await foreach (var tick in store.ReadTicksAsync(instrument.Id, quotes, From, Until, cancellationToken))
                {
                    if (!IsFirst(truth, instrument, tick, findings)) duplicated++;
                    if (IsWrong(truth, instrument, tick, findings)) wrong++;
                }
            }
        }

        await JudgeStreamsAsync(truth, store, instruments, findings, cancellationToken);
        return Verdict(truth, duplicated, wrong, findings);
    }

    private static bool IsFirst(LedgerTruth truth, Instrument instrument, in Tick tick, Findings findings)
    {
        var symbol = truth.SymbolOf(instrument);
        var index = truth.Find(symbol, tick.Kind, tick.Identity);
        // Where no line tells of best prices by id, they are not followed: the ledger's line is that of the packet which they were read from.
        if (index < 0 && symbol >= 0 && tick.Kind == TickKind.Quote && !truth.FollowsQuotes(symbol)) return true;
        if (index < 0 && truth.IsWithoutIds(symbol) && truth.Claim(symbol, tick)) return true;

        if (index < 0 || !truth.Frames[index].Sent)
        {
            findings.Add($"{Say(instrument.Name, tick)} is stored but was never sent");
            return false;
        }

        if (truth.Frames[index].Stored)
        {
            findings.Add($"{Say(instrument.Name, tick)} is stored more than once");
            return false;
        }

        truth.Frames[index].Stored = true;
        return true;
    }

    private static bool IsWrong(LedgerTruth truth, Instrument instrument, in Tick tick, Findings findings)
    {
        var index = truth.Find(truth.SymbolOf(instrument), tick.Kind, tick.Identity);
        if (index < 0 || truth.Frames[index].Equals(tick)) return false;
        findings.Add($"{Say(instrument.Name, tick)} is stored with another price, size or time than was sent");
        return true;
    }

    private static async Task JudgeStreamsAsync(
        LedgerTruth truth, ITickReader store, IReadOnlyList<Instrument> instruments, Findings findings, CancellationToken cancellationToken)
    {
        var symbols = instruments.ToDictionary(instrument => instrument.Id, instrument => truth.SymbolOf(instrument));
        var streams = (await store.ListStreamsAsync(cancellationToken)).DistinctBy(stream => stream.Stream).ToDictionary(
            stream => stream.Stream,
            stream => (Key: stream.Desired.Plan.Key.ToString(), Symbols: SymbolsOf(stream.Desired.Plan, truth)));
        var carriers = streams.Values.SelectMany(stream => stream.Symbols).CountBy(symbol => symbol).ToDictionary();
        var gaps = (await store.ListGapsAsync(From, Until, MostGaps, cancellationToken)).ToLookup(entry => entry.Gap.Stream, entry => entry);
        // Last prices alone were kept of these.
        foreach (var symbol in symbols.Values.Except((await store.ListStreamsAsync(cancellationToken)).Where(stream => stream.Desired.Plan.Mode is not FeedMode.Ticker)
            .SelectMany(stream => SymbolsOf(stream.Desired.Plan, truth)))) truth.Rows.Forget(symbol);
        foreach (var unknown in gaps.Where(group => !streams.ContainsKey(group.Key)))
            findings.Add($"{unknown.Count()} gaps belong to stream {unknown.Key}, whose plan the store does not hold");
        foreach (var (id, (key, carried)) in streams)
        {
            var shared = carried.Where(symbol => carriers[symbol] > 1).ToHashSet();
            var stream = new CheckedStream(truth, key, carried, shared);
            stream.Judge([.. gaps[id].Select(entry => entry.Gap)], instrument => symbols.GetValueOrDefault(instrument, -1), findings);
            stream.JudgeMissed(findings);
        }
    }

    private static HashSet<int> SymbolsOf(StreamPlan plan, LedgerTruth truth) =>
        plan.Instruments.Select(instrument => truth.SymbolOf(instrument)).Where(symbol => symbol >= 0).ToHashSet();

    private static SimulatorVerdict Verdict(LedgerTruth truth, long duplicated, long wrong, Findings findings)
    {
        var (sent, stored, missing, inGaps, missed) = (0L, 0L, 0L, 0L, 0L);
        foreach (ref readonly var frame in truth.Frames)
        {
            if (!frame.Sent)
            {
                missed++;
                continue;
            }

            sent++;
            if (frame.Stored) stored++;
            else if (frame.InGap) inGaps++;
            else
            {
                missing++;
                var which = frame.Unnumbered ? $"of {TickTime.ToDateTimeOffset(frame.Time):u}" : $"{frame.Id}";
                var name = $"{truth.NameOf(frame.Symbol)} {frame.Kind.Word()} {which}";
                findings.Add($"{name} was sent on connection {frame.Connection}, is not stored and lies in no gap");
            }
        }

        var lacking = truth.Rows.Missing().ToList();
        foreach (var (row, seq) in lacking)
        {
            if (truth.IsInGap(row.Symbol, seq))
            {
                inGaps++;
                continue;
            }

            missing++;
            findings.Add($"{truth.NameOf(row.Symbol)} {row.Kind.Word()} {row.What} was sent, is not stored and lies in no gap");
        }

        sent += truth.Rows.Sent;
        stored += truth.Rows.Stored;
        if (sent == 0) findings.Add("nothing was sent: the ledger holds no trade or quote that reached a client");
        return new SimulatorVerdict
        {
            Ok = findings.Count == 0,
            Sent = sent,
            Stored = stored,
            Missing = missing,
            Duplicated = duplicated,
            Wrong = wrong,
            InGaps = inGaps,
            Missed = missed,
            Reasons = findings.Texts,
        };
    }

    private static string Say(string instrument, in Tick tick) => $"{instrument} {tick.Kind.Word()} {tick.Identity}";
}
