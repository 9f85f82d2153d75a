using System.Text.Json;

namespace OrleansTicks.System.Tests;

/// <summary>PostgreSQL dies or stands still in the middle of a replay and comes back; a few seconds here, a minute by <c>tests/kills --outage 60 [--frozen]</c>.</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData("stopped")]
    [InlineData("frozen")]
    public async Task A_database_that_goes_away_costs_no_tick(string how)
    {
        var frozen = how == "frozen";
        if (Doses.IsFull && frozen != (Environment.GetEnvironmentVariable("TICKS_OUTAGE_FROZEN") == "1")) return;
        using var folder = new Folder();
        await using var store = await PostgresRig.StartAsync(folder);
        var away = TimeSpan.FromSeconds(Doses.IsFull ? Doses.Number("TICKS_OUTAGE", 60) : frozen ? 0 : 3);
        var recordings = Doses.IsFull ? Recordings.August(folder) : Recordings.Made(folder, 40_000, TimeSpan.FromSeconds(160));
        await using var exchange = await Exchange.StartAsync(folder.Root, [.. recordings.Replay, "--speed", "4"]);
        await using var node = await Node.Start(store.Record(folder, exchange.Url, recordings.List)).ReadyAsync();
        await node.TotalsAsync("something is stored", totals => totals.Stored > 500);

        var before = await node.TotalsAsync();
        if (frozen) store.Server.Freeze();
        else await store.Server.StopHardAsync();
        await node.TotalsAsync("the store is known to be away", totals => totals.StoreTrouble is not null);   // a frozen one after the time that a statement may take
        Assert.Equal(503, (await node.TextAsync("/readyz")).Status);
        await Patience.PauseAsync(away);
        var during = await node.TotalsAsync("it goes on accepting", totals => totals.Accepted > before.Accepted + 500);
        Assert.InRange(during.InSpool, 500, during.Accepted);
        if (frozen) store.Server.Thaw();
        else await store.Server.StartAsync();

        await node.TotalsAsync("the store takes batches again", totals => totals.StoreTrouble is null);
        await exchange.EndedAsync(TimeSpan.FromMinutes(3));
        var last = (await node.StreamsAsync("all is stored", list => list.Streams is [{ } one] && one.Accepted == recordings.Frames && one.Stored == recordings.Frames)).Streams[0];
        Assert.Equal(0, await node.StopAsync());
        await exchange.StopAsync();
        var check = await store.CheckAsync(exchange.LedgerPath);
        var judge = await HoleJudge.JudgeAsync(store, exchange.LedgerPath, recordings.Symbols.Select(symbol => symbol.Name), []);
        var reconnects = last.Reconnects.Values.Sum();
        Doses.Tell(JsonSerializer.Serialize(
            new
            {
                Ok = check.Ok && judge.Findings.Count == 0 && judge.Gaps == 0 && reconnects == 0 && check.Stored == recordings.Frames,
                How = how, OutageS = away.TotalSeconds, AcceptedWithoutStore = during.Accepted - before.Accepted, MostInSpool = during.InSpool, Reconnects = reconnects, judge.Gaps,
                check.Sent, check.Stored, check.Missing, check.Duplicated, check.Wrong, Reasons = check.Reasons.Concat(judge.Findings),
            },
            Verdict.Json));
        check.MustBeOk();
        Assert.Empty(judge.Findings);
        Assert.Equal((recordings.Frames, 0L, 0), (check.Stored, reconnects, judge.Gaps));
    }
}
