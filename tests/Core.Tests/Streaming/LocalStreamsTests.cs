using OrleansTicks.Core;
using OrleansTicks.Testing;

namespace OrleansTicks.Core.Tests.Streaming;

public sealed class LocalStreamsTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly FakeFeed _feed = new();
    private readonly FakeStore _store;
    private TestNode _node = null!;

    public LocalStreamsTests() => _store = new FakeStore(_time);

    private LocalStreams Streams => _node.Streams;

    public async ValueTask InitializeAsync() => _node = await TestNode.StartAsync(_feed, _store, _time, Cancellation);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private async Task Restart()
    {
        await _node.DisposeAsync();
        _node = await TestNode.StartAsync(_feed, _store, _time, Cancellation);
    }

    /// <summary>Moves the clock on until the feed is asked for a connection.</summary>
    private async Task<FakeConnection> Connection()
    {
        var next = _feed.Accept(Cancellation).AsTask();
        while (!next.IsCompleted)
        {
            await _time.TimersWaiting(1, Cancellation);
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await next;
    }

    private Task<StartResult> Start(params string[] symbols) => Streams.StartAsync(new StartRequest { Symbols = symbols }, Cancellation);

    [Fact]
    public async Task Symbols_are_spread_over_connections_in_order_and_started_one_delay_apart()
    {
        var result = await Start("c", "a", "e", "b", "d");
        Assert.Equal(StartAnswer.Started, result.Answer);
        Assert.Equal([2, 2, 1], Streams.List().Select(stream => stream.Symbols));
        var began = _time.GetUtcNow();
        for (var i = 0; i < 3; i++)
        {
            await Connection();
            Assert.True(_time.GetUtcNow() - began >= TimeSpan.FromSeconds(3 * i));
        }
    }

    [Fact]
    public async Task Starting_twice_changes_nothing()
    {
        await Start("a", "b");
        var again = await Start("B", "a", "a");
        Assert.Equal(StartAnswer.AlreadyRunning, again.Answer);
        Assert.Single(Streams.List());
    }

    [Fact]
    public async Task A_stop_is_final_until_somebody_starts_again()
    {
        var group = (await Start("a")).Group;
        await Connection();
        Assert.Single(await Streams.StopAsync(group.ShortId, Cancellation));
        Assert.Equal(StreamState.Stopped, Streams.List()[0].State);
        await Restart();
        Assert.Equal([(group, false)], await Streams.RestoreAsync(Cancellation));
        Assert.Equal(StreamState.Stopped, Streams.List()[0].State);
        Assert.NotEqual(StartAnswer.AlreadyRunning, (await Streams.StartAsync(new StartRequest { Key = group.Text }, Cancellation)).Answer);
    }

    [Fact]
    public async Task What_should_run_comes_back_after_a_restart_with_a_gap_from_the_last_tick()
    {
        await Start("a");
        (await Connection()).Send("trade 1 100");
        while (_store.Ticks.Count == 0) await Task.Yield();
        await Restart();
        (await Connection()).Send("trade 1 105");
        while (_store.Ticks.Count < 2) await Task.Yield();
        await _node.Writer.WhenCommittedAsync(Cancellation);
        var gap = Assert.Single(_store.Gaps);
        Assert.Equal((GapCause.Epoch, 100L, 105L), (gap.Cause, gap.Last!.Value.Identity, gap.First.Identity));
    }

    [Fact]
    public async Task One_stream_of_a_group_may_be_stopped_alone()
    {
        var group = (await Start("a", "b", "c")).Group;
        Assert.Single(await Streams.StopAsync($"{group}/1", Cancellation));
        Assert.Equal([false, true], Streams.List().Select(stream => stream.State is StreamState.Stopped));
        Assert.NotEqual(StartAnswer.AlreadyRunning, (await Streams.StartAsync(new StartRequest { Key = group.Text }, Cancellation)).Answer);
    }

    [Theory]
    [InlineData("a b", StartRefusal.Invalid)]
    [InlineData("", StartRefusal.Invalid)]
    public async Task Wrong_symbols_are_refused_by_name(string symbol, StartRefusal refusal) =>
        Assert.Equal(refusal, (await Assert.ThrowsAsync<StartRefusedException>(() => symbol.Length == 0 ? Start() : Start(symbol))).Refusal);

    [Fact]
    public async Task More_symbols_than_the_limit_are_refused_with_the_limit()
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => Start("a", "b", "c", "d", "e", "f"));
        Assert.Contains("--max-stocks 5", refused.Message, StringComparison.Ordinal);
        Assert.Contains("FAKE:F", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_takes_another_mode_once_it_is_stopped()
    {
        var group = (await Start("a")).Group;
        var other = new StartRequest { Symbols = ["a"], Mode = FeedMode.Ticker };
        Assert.Contains("stop it first", (await Assert.ThrowsAsync<StartRefusedException>(() => Streams.StartAsync(other, Cancellation))).Message, StringComparison.Ordinal);
        await Streams.StopAsync(group.Text, Cancellation);
        await Streams.StartAsync(other, Cancellation);
        Assert.Equal(FeedMode.Ticker, Assert.Single(Streams.List()).Mode);
    }

    [Fact]
    public async Task Ids_and_keys_that_nobody_knows_are_not_found()
    {
        Assert.Equal(StartRefusal.NotFound, (await Assert.ThrowsAsync<StartRefusedException>(() => Streams.StartAsync(new StartRequest { Key = "type:swing|ids:1,2" }, Cancellation))).Refusal);
        Assert.Equal(StartRefusal.NotFound, (await Assert.ThrowsAsync<StartRefusedException>(() => Streams.StartAsync(new StartRequest { Key = "nobody" }, Cancellation))).Refusal);
        Assert.Empty(await Streams.StopAsync("nobody", Cancellation));
    }

    [Fact]
    public async Task A_type_with_ids_is_a_group_of_known_instruments()
    {
        await _store.RegisterInstrumentsAsync(["FAKE:A", "FAKE:B"], Cancellation);
        var result = await Streams.StartAsync(new StartRequest { Type = "swing", Ids = [2, 1, 2] }, Cancellation);
        Assert.Equal("type:swing|ids:1,2", result.Group.Text);
    }
}
