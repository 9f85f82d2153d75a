using OrleansTicks.Core;
using OrleansTicks.Testing;

namespace OrleansTicks.Core.Tests.Streaming;

/// <summary>Two groups with one symbol, with real sessions, books and writer.</summary>
public sealed class SharedStreamsTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly FakeFeed _feed = new() { Traits = new() { Of = _ => default } };
    private readonly FakeStore _store;
    private TestNode _node = null!;

    public SharedStreamsTests() => _store = new FakeStore(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _node = await TestNode.StartAsync(_feed, _store, _time, Cancellation);

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private async Task<(FakeConnection Connection, string Group)> Start(string type)
    {
        var group = (await _node.Streams.StartAsync(new StartRequest { Type = type, Ids = [1] }, Cancellation)).Group;
        var next = _feed.Accept(Cancellation).AsTask();
        while (!next.IsCompleted) await Move();
        return (await next, group.Text);
    }

    private async Task Move()
    {
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await Task.Yield();
    }

    private StreamStatus Status(string group) => _node.Streams.List().Single(stream => stream.Key.Group.Text == group);

    /// <summary>One tick, and what became of it.</summary>
    private async Task<(long Accepted, long Spare)> Deliver((FakeConnection Connection, string Group) stream)
    {
        var before = Status(stream.Group);
        stream.Connection.Send("price 1");
        while (true)
        {
            var now = Status(stream.Group);
            if (now.Accepted + now.Spare > before.Accepted + before.Spare) return (now.Accepted - before.Accepted, now.Spare - before.Spare);
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Two_groups_with_one_symbol_store_it_once_and_the_second_covers_when_the_first_goes_mute_or_is_stopped()
    {
        await _store.RegisterInstrumentsAsync(["FAKE:A"], Cancellation);
        var (swing, longterm) = (await Start("swing"), await Start("longterm"));
        for (var i = 0; i < 25; i++)
        {
            Assert.Equal((1, 0), await Deliver(swing));
            Assert.Equal((0, 1), await Deliver(longterm));
            await Move();
        }

        Assert.Equal(25, _store.Ticks.Count);
        Assert.Equal((25L, 25L), (_node.Streams.Totals().Accepted, _node.Streams.Totals().Spare));

        // The first goes mute: two seconds, then the second covers, and the first stands by.
        var (refused, covered) = (0, (0L, 0L));
        for (; covered.Item1 == 0; refused++)
        {
            await Move();
            covered = await Deliver(longterm);
        }

        Assert.InRange(refused, 20, 22);
        Assert.Equal((0, 1), await Deliver(swing));
        await _node.Writer.WhenCommittedAsync(Cancellation);
        var gap = Assert.Single(_store.Gaps);
        var (one, two) = (Status(swing.Group), Status(longterm.Group));
        Assert.Equal((GapCause.Stall, 1, one.Lease, 25L, 24L), (gap.Cause, gap.Instrument, gap.Last!.Value.Lease, gap.Last.Value.N, gap.Last.Value.Frame));
        Assert.Equal((two.Lease, two.Received, two.Received - 1), (gap.First.Lease, gap.First.N, gap.First.Frame));
        Assert.Equal(26, _store.Ticks.Count);

        // The second is stopped: the first covers by that silence.
        await _node.Streams.StopAsync(longterm.Group, Cancellation);
        for (covered = (0, 0); covered.Item1 == 0;)
        {
            await Move();
            covered = await Deliver(swing);
        }

        await _node.Writer.WhenCommittedAsync(Cancellation);
        Assert.Equal((2, 27), (_store.Gaps.Count(each => each.Instrument == 1), _store.Ticks.Count));
        Assert.Equal((two.Lease, one.Lease), (_store.Gaps[^1].Last!.Value.Lease, _store.Gaps[^1].First.Lease));
    }
}
