using System.Text.Json;
using OrleansTicks.Web;

namespace OrleansTicks.System.Tests;

/// <summary>A replay through which the node is killed again and again, always with the same data folder; then the reckoning.</summary>
internal sealed class KillRun(IStoreRig store, Folder folder, Recordings recordings, KillDose dose)
{
    private readonly Random _random = new(dose.Seed);
    private readonly List<TickKey> _polled = [];
    private readonly Dictionary<int, string> _symbols = [];
    private long _rowsHeld;
    private int _uncommitted;
    private int _early;

    public async Task<KillVerdict> RunAsync()
    {
        await using var exchange = await Exchange.StartAsync(folder.Root, [.. recordings.Replay, "--speed", dose.Speed]);
        for (var kill = 0; kill < dose.Times; kill++)
        {
            await using var node = Node.Start(store.Record(folder, exchange.Url, recordings.List));
            // One life in six ends while it still recovers and connects; the first and those that are held get to work.
            if (kill > 0 && kill % dose.HoldEvery != dose.HoldEvery - 1 && _random.Next(6) == 0) await KillEarlyAsync(node);
            else await KillAtWorkAsync(node, hold: kill % dose.HoldEvery == dose.HoldEvery - 1);
            if (Ledger.HasEvent(exchange.LedgerPath, "end")) throw new InvalidOperationException($"the replay was over after {kill + 1} of {dose.Times} kills; let it run slower");
        }

        await using (var last = Node.Start(store.Record(folder, exchange.Url, recordings.List)))
        {
            await exchange.EndedAsync(TimeSpan.FromMinutes(6));
            var final = Ledger.Read(exchange.LedgerPath).Sent.Last().Key;
            await last.StreamsAsync($"{final} is accepted", list => ThroughOf(list) == final);
            Assert.True(await last.StopAsync() == 0, last.Process.Tail);
            _polled.Add(final);
        }

        await exchange.StopAsync();
        var check = await store.CheckAsync(exchange.LedgerPath);
        var judge = await HoleJudge.JudgeAsync(store, exchange.LedgerPath, recordings.Symbols.Select(symbol => symbol.Name), _polled);
        var spool = Directory.EnumerateFiles(folder["data"], "*.spool*", SearchOption.AllDirectories).ToList();
        var reasons = check.Reasons.Concat(judge.Findings).Concat(spool.Select(file => $"{file} was left behind")).ToList();
        return new KillVerdict
        {
            Ok = check.Ok && reasons.Count == 0,
            Store = store.Spec.Split(':')[0], Seed = dose.Seed, Kills = dose.Times, UncommittedKills = _uncommitted, EarlyKills = _early, RowsUncommitted = _rowsHeld, Polled = _polled.Count,
            Sent = check.Sent, Stored = check.Stored, Missing = check.Missing, Duplicated = check.Duplicated, Wrong = check.Wrong, InGaps = check.InGaps, Missed = check.Missed,
            Holes = judge.Holes, Gaps = judge.Gaps, Reasons = reasons,
        };
    }

    private async Task KillEarlyAsync(Node node)
    {
        // Its API answers from the first moment on; then it recovers its spool, opens its epoch and connects.
        if (_random.Next(3) > 0) await Patience.UntilAsync("it answers", async () => await node.TryStreamsAsync() is not null, () => node.Process.Tail);
        await Patience.PauseAsync(TimeSpan.FromMilliseconds(_random.Next(0, 400)));
        if (await node.TryStreamsAsync() is { } list && ThroughOf(list) is { } through) _polled.Add(through);
        await node.Process.KillAsync();
        _early++;
    }

    private async Task KillAtWorkAsync(Node node, bool hold)
    {
        await node.StreamsAsync("it accepts", list => list.Streams.Any(stream => stream.Accepted > 0));
        await Patience.PauseAsync(TimeSpan.FromMilliseconds(_random.Next(0, dose.LifeMs)));
        if (hold)
        {
            // Batches are in the spool and cannot reach the store: what is accepted now must survive in the spool alone.
            var held = await store.HoldAsync();
            try
            {
                var before = await node.TotalsAsync();
                var rows = _random.Next(20, 400);
                var totals = await node.TotalsAsync("batches lie in the spool only", totals => totals.InSpool >= rows && totals.Accepted >= before.Accepted + rows);
                await PollAsync(node);
                await node.Process.KillAsync();
                _uncommitted++;
                _rowsHeld += totals.InSpool;
            }
            finally
            {
                await held.DisposeAsync();
            }

            return;
        }

        await PollAsync(node);
        await node.Process.KillAsync();
    }

    /// <summary>Looks as often as it can for a moment, so that the kill follows right behind an answer.</summary>
    private async Task PollAsync(Node node)
    {
        TickKey? through = null;
        for (var look = _random.Next(1, 20); look >= 0; look--) through = ThroughOf(await node.StreamsAsync()) ?? through;
        if (through is not null) _polled.Add(through);
    }

    private TickKey? ThroughOf(StreamList list)
    {
        if (list.Streams is not [{ AcceptedThrough: { } at }]) return null;
        // Right after a start the position is an earlier run's, and the node may not have seen the instrument yet.
        if (at.Symbol is { } symbol) _symbols[at.Instrument] = symbol.Split(':')[1];
        return _symbols.TryGetValue(at.Instrument, out var name) ? new TickKey(name, at.Kind is "quote" ? "quote" : "trade", at.Identity) : null;
    }
}

/// <summary>How much of it.</summary>
/// <param name="Times">Kills.</param>
/// <param name="Seed">Of their moments.</param>
/// <param name="Speed">Of the replay.</param>
/// <param name="LifeMs">At most between the first accepted tick and the kill.</param>
/// <param name="HoldEvery">Every so many kills the store is held up first.</param>
internal sealed record KillDose(int Times, int Seed, string Speed, int LifeMs, int HoldEvery);

internal sealed record KillVerdict
{
    public required bool Ok { get; init; }
    public required string Store { get; init; }
    public required int Seed { get; init; }
    public required int Kills { get; init; }
    public required int UncommittedKills { get; init; }
    public required int EarlyKills { get; init; }
    public required long RowsUncommitted { get; init; }
    public required int Polled { get; init; }
    public required long Sent { get; init; }
    public required long Stored { get; init; }
    public required long Missing { get; init; }
    public required long Duplicated { get; init; }
    public required long Wrong { get; init; }
    public required long InGaps { get; init; }
    public required long Missed { get; init; }
    public required int Holes { get; init; }
    public required int Gaps { get; init; }
    public required IReadOnlyList<string> Reasons { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Verdict.Json);
}
