using OrleansTicks.Core;
using OrleansTicks.Testing;

namespace OrleansTicks.Core.Tests.Streaming;

/// <summary>Two nodes over one store: who reads what, and what reaches whom.</summary>
public sealed class TwoNodesTests : IAsyncDisposable
{
    private readonly FakeTime _time = new();
    private readonly FakeFeed _feedOne = new(), _feedTwo = new();
    private readonly FakeStore _store;
    private readonly List<TestNode> _nodes = [];

    public TwoNodesTests() => _store = new FakeStore(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _store.Leases.IsAway = _ => false;
        foreach (var node in _nodes)
        {
            // Who ends waits a moment for the others to take what it gave.
            var end = node.DisposeAsync().AsTask();
            while (await Task.WhenAny(end, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None)) != end) _time.Advance(TimeSpan.FromMilliseconds(50));
            await end;
        }
    }

    private async Task<TestNode> Node(FakeFeed feed, string name)
    {
        var node = await TestNode.StartAsync(feed, _store, _time, Cancellation, name);
        _nodes.Add(node);
        return node;
    }

    private Task<StartResult> Start(TestNode node, params string[] symbols) => node.Streams.StartAsync(new StartRequest { Symbols = symbols, Mode = FeedMode.Ticker }, Cancellation);

    /// <summary>The clock moves only while nobody is at work: a node waits for its beat, its watch and its sweep.</summary>
    /// <param name="holds">What is waited for.</param>
    /// <param name="connections">Open connections: each has a watch of its own, which is not to be taken for one of a node.</param>
    private async Task Until(Func<bool> holds, Func<int>? connections = null)
    {
        while (!holds())
        {
            Cancellation.ThrowIfCancellationRequested();
            await _time.TimersWaiting((_nodes.Count(node => !node.IsDisposed) * 3) + (connections?.Invoke() ?? 0), Cancellation);
            _time.Advance(TimeSpan.FromMilliseconds(50));
            // Sessions and writers wait for no timer while they are at work: on a busy machine a clock that ran as fast as this loop would mute and time them out.
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
        }
    }

    private async Task<FakeConnection> Connection(FakeFeed feed)
    {
        var next = feed.Accept(Cancellation).AsTask();
        await Until(() => next.IsCompleted);
        return await next;
    }

    private static StreamStatus Only(TestNode node) => Assert.Single(node.Streams.List());

    [Fact]
    public async Task One_reads_and_the_other_shows_it()
    {
        var (one, two) = (await Node(_feedOne, "one"), await Node(_feedTwo, "two"));
        await Start(one, "a");
        await Until(() => _feedOne.Attempts + _feedTwo.Attempts > 0);
        var (owner, other) = _feedOne.Attempts > 0 ? (one, two) : (two, one);
        (await Connection(_feedOne.Attempts > 0 ? _feedOne : _feedTwo)).Send("trade 1 100");
        await Until(() => other.Streams.List() is [{ State: StreamState.Running, Received: 1 }]);
        Assert.Equal(owner.Keeper.Node.Name, Only(other).Node);
        Assert.Equal(Only(owner).Epoch, Only(other).Epoch);
        Assert.Equal(1, _feedOne.Attempts + _feedTwo.Attempts);
    }

    [Fact]
    public async Task Starting_what_another_node_runs_is_already_running()
    {
        var (one, two) = (await Node(_feedOne, "one"), await Node(_feedTwo, "two"));
        await Start(one, "a");
        Assert.Equal(StartAnswer.AlreadyRunning, (await Start(two, "a")).Answer);
    }

    [Fact]
    public async Task A_stop_on_the_other_node_reaches_the_owner_with_its_beat()
    {
        var one = await Node(_feedOne, "one");
        await Start(one, "a");
        var connection = await Connection(_feedOne);
        var two = await Node(_feedTwo, "two");
        Assert.Single(await two.Streams.StopAsync(null, Cancellation));
        await Until(() => connection.Closed.IsCompleted && Only(one).State is StreamState.Stopped);
        await Until(() => Only(two).State is StreamState.Stopped);
        Assert.Equal(1, _feedOne.Attempts + _feedTwo.Attempts);
    }

    [Fact]
    public async Task An_orderly_end_hands_over_at_once()
    {
        var one = await Node(_feedOne, "one");
        await Start(one, "a");
        (await Connection(_feedOne)).Send("trade 1 100");
        await Until(() => _store.Ticks.Count == 1);
        var two = await Node(_feedTwo, "two");
        var began = _time.GetUtcNow();
        await one.DisposeAsync();
        (await Connection(_feedTwo)).Send("trade 1 105");
        // Not when it was connected: while a task waits for its turn on a busy machine, the clock of the test runs on.
        Assert.InRange(_store.Leases.TakenAt(two.Streams.List()[0].Key) - began, TimeSpan.Zero, TimeSpan.FromSeconds(0.5));
        await Until(() => _store.Gaps.Count > 0);
        var gap = Assert.Single(_store.Gaps);
        Assert.Equal((GapCause.Epoch, 100L, 105L), (gap.Cause, gap.Last!.Value.Identity, gap.First.Identity));
    }

    [Fact]
    public async Task A_node_that_loses_the_store_alone_stops_before_the_other_begins()
    {
        var one = await Node(_feedOne, "one");
        await Start(one, "a");
        var connection = await Connection(_feedOne);
        await Node(_feedTwo, "two");
        await Until(() => one.Keeper.Others.Count == 1);   // who joined since the last beat is not known, and could not be asked
        _store.Leases.IsAway = node => node == one.Keeper.Node.Id;
        var held = one.Streams.HeldOf(Only(one).Key)!;
        await Until(() => !held.Hold.IsHeld(_time.SteadyMicroseconds()) || _feedTwo.Attempts > 0);
        Assert.Equal(0, _feedTwo.Attempts);
        await Connection(_feedTwo);
        await connection.Closed.WaitAsync(Cancellation);
        await Until(() => held.Hold.LostDetail is not null);
        Assert.Equal(Reason.StoreLost, held.Hold.LostBy);
    }

    [Fact]
    public async Task A_restart_is_a_new_ownership_wherever_it_was_asked_for()
    {
        var one = await Node(_feedOne, "one");
        await Start(one, "a");
        await Connection(_feedOne);
        var epoch = Only(one).Epoch;
        var two = await Node(_feedTwo, "two");
        Assert.Single(await two.Streams.RestartAsync(Only(one).Key.ToString(), Cancellation));
        await Until(() => _feedOne.Attempts + _feedTwo.Attempts == 2);
        await Until(() => Only(one).Epoch > epoch || Only(two).Epoch > epoch);
    }

    [Fact]
    public async Task What_is_paused_comes_back_when_it_is_resumed_and_not_before()
    {
        var one = await Node(_feedOne, "one");
        var group = (await Start(one, "a")).Group;
        var connection = await Connection(_feedOne);
        Assert.Single(await one.Streams.PauseAsync(group.Text, Cancellation));
        Assert.True(connection.Closed.IsCompleted);
        Assert.Equal(StreamState.Paused, Only(one).State);
        await Assert.ThrowsAsync<StartRefusedException>(() => one.Streams.RestartAsync(group.Text, Cancellation));
        Assert.Single(await one.Streams.ResumeAsync(null, Cancellation));
        await Connection(_feedOne);
        Assert.Equal(2, _feedOne.Attempts);
    }

    [Fact]
    public async Task A_node_that_falls_silent_is_unknown_and_not_running()
    {
        var one = await Node(_feedOne, "one");
        await Start(one, "a");
        (await Connection(_feedOne)).Send("trade 1 100");
        var two = await Node(_feedTwo, "two");
        await Until(() => two.Streams.List() is [{ State: StreamState.Running }]);
        _store.Leases.IsAway = node => node == one.Keeper.Node.Id;
        var began = _time.GetUtcNow();
        await Until(() => Only(two).State is StreamState.Unknown);
        Assert.True(_time.GetUtcNow() - began <= one.Keeper.Profile.Beat * 2 + TimeSpan.FromSeconds(2));
        Assert.False(two.Streams.Nodes().Single(node => !node.IsThis).IsLive);
    }

    [Fact]
    public async Task Streams_are_shared_between_nodes()
    {
        var (one, two) = (await Node(_feedOne, "one"), await Node(_feedTwo, "two"));
        await Start(one, "a", "b", "c", "d");
        await Until(() => _feedOne.Attempts + _feedTwo.Attempts == 2, () => _feedOne.Attempts + _feedTwo.Attempts);
        Assert.Equal((1, 1), (_feedOne.Attempts, _feedTwo.Attempts));
        Assert.Equal(["one", "two"], two.Streams.Nodes().Select(node => node.Card.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_node_that_joins_gets_its_share_and_one_that_is_drained_gives_all_away()
    {
        var one = await Node(_feedOne, "one");
        await Start(one, "a", "b", "c", "d");
        await Until(() => one.Streams.Nodes()[0].Streams == 2);
        var two = await Node(_feedTwo, "two");
        await Until(() => one.Streams.Nodes()[0].Streams == 1 && two.Streams.Nodes()[0].Streams == 1);
        Assert.Equal(1, await two.Streams.SetDutyAsync("one", NodeDuty.Draining, Cancellation));
        await Until(() => one.Streams.Nodes()[0].Streams == 0 && two.Streams.Nodes()[0].Streams == 2);
        Assert.Equal(0, await two.Streams.SetDutyAsync("nobody", NodeDuty.Open, Cancellation));
        await one.Streams.SetDutyAsync("one", NodeDuty.Cordoned, Cancellation);
        await two.Streams.SetDutyAsync("two", NodeDuty.Draining, Cancellation);
        await Until(() => two.Streams.Nodes().All(node => node.Card.Duty is not NodeDuty.Open));
        Assert.Equal(2, two.Streams.Nodes()[0].Streams);   // nobody takes them, so they stay
    }
}
