using OrleansTicks.Core;
using OrleansTicks.Storage;

namespace OrleansTicks.System.Tests;

/// <summary>Everything that an exchange can do to a socket, in one run.</summary>
public sealed class CutTests
{
    [Fact]
    public async Task Ten_cuts_and_damaged_frames_leave_one_gap_each_and_nothing_else()
    {
        using var folder = new Folder();
        await using var store = new SqliteRig(folder["ticks.db"]);
        var recordings = Recordings.Made(folder, 30_000, TimeSpan.FromSeconds(120));
        string[] faults =
        [
            "frame=400,conn=0,do=cut", "frame=350,conn=1,do=close:1012", "frame=300,conn=2,do=cut", "frame=10,conn=3,do=cut",
            "frame=300,conn=4,do=refuse:401", "frame=300,conn=4,do=close:1001", "frame=300,conn=5,do=cut", "frame=250,conn=6,do=close:1006",
            "frame=500,conn=7,do=mute:60s", "frame=300,conn=8,do=cut", "frame=300,conn=9,do=close:1012",
            "frame=100,conn=10,do=dup", "frame=150,conn=10,do=swap", "frame=200,conn=10,do=garbage", "frame=260,conn=10,do=garbage", "frame=320,conn=10,do=dup",
            .. Enumerable.Range(0, 30).Select(number => $"frame={400 + (7 * number)},conn=10,do=drop"),
        ];
        await using var exchange = await Exchange.StartAsync(folder.Root, [.. recordings.Replay, "--speed", "4", .. faults.SelectMany(fault => new[] { "--fault", fault })]);
        await using var node = Node.Start(store.Record(folder, exchange.Url, recordings.List));

        await exchange.EndedAsync(TimeSpan.FromSeconds(90));
        var ledger = Ledger.Read(exchange.LedgerPath);
        var final = ledger.Sent.Last().Key;
        var stream = (await node.StreamsAsync($"{final} is accepted", list => list.Streams is [{ AcceptedThrough: { } at }] && at.Identity == final.Id)).Streams[0];
        Assert.Equal(0, await node.StopAsync());
        await exchange.StopAsync();

        (await store.CheckAsync(exchange.LedgerPath)).MustBeOk();
        var judge = await HoleJudge.JudgeAsync(store, exchange.LedgerPath, recordings.Symbols.Select(symbol => symbol.Name), [final]);
        Assert.Empty(judge.Findings);
        Assert.Equal(12, judge.Holes);   // ten ends of a connection, two unreadable frames
        Assert.Equal(1, stream.Reconnects["stall"]);
        Assert.Equal(10, stream.Reconnects.Values.Sum());
        Assert.Equal(1, stream.Reconnects["auth"]);
        Assert.Equal(2, stream.Reconnects["server-close"]);   // the third one was followed by the refusal, which is the last reason
        Assert.Equal(6, stream.Reconnects["network"]);
        Assert.Equal(2, stream.Duplicates);
        Assert.Equal(2, stream.Rejected.Values.Sum());

        await using var reader = await StoreFactory.OpenReaderAsync(store.Spec, CancellationToken.None);
        var gaps = (await reader.ListGapsAsync(TickTime.Earliest, 4_000_000_000_000_000, 1000, CancellationToken.None)).Select(gap => gap.Gap).ToList();
        var causes = gaps.CountBy(gap => gap.Cause).ToDictionary();
        Assert.Equal(6, causes[GapCause.Closed]);
        Assert.Equal(3, causes[GapCause.Disconnect]);
        Assert.Equal(1, causes[GapCause.Stall]);
        Assert.Equal(2, causes[GapCause.Rejected]);
        Assert.Equal(DroppedTrades(ledger), gaps.Where(gap => gap.Cause is GapCause.Sequence).Sum(gap => gap.Missing));
    }

    /// <summary>Trades missing between two of their kind that the last connection carried: the venue's numbers betray them.</summary>
    private static long DroppedTrades(Ledger ledger) => ledger.Sent.Where(entry => entry.Connection == 10 && entry.Key.Kind == "trade")
        .GroupBy(entry => entry.Key.Symbol).Sum(trades => trades.Max(entry => entry.Key.Id) - trades.Min(entry => entry.Key.Id) + 1 - trades.Count());
}
