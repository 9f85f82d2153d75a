using OrleansTicks.Core;
using OrleansTicks.Testing;

namespace OrleansTicks.Core.Tests.Streaming;

/// <summary>Lists that change while they are read. The node carries two symbols a connection and five in all.</summary>
public sealed class EditTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly FakeFeed _feed = new();
    private readonly FakeStore _store;
    private TestNode _node = null!;
    private GroupKey _group = null!;

    public EditTests() => _store = new FakeStore(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _node = await TestNode.StartAsync(_feed, _store, _time, Cancellation);
        _group = (await _node.Streams.StartAsync(new StartRequest { Symbols = ["a", "b", "c"] }, Cancellation)).Group;
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private Task<EditResult> Edit(string key, string[] add, string[] remove) => _node.Streams.EditAsync(key, add, remove, Cancellation);

    private IEnumerable<string> Lists() => _node.Streams.Carried(_group.Text).Select(stream => $"{stream.Stream.Number}: {string.Join(' ', stream.Instruments.Select(instrument => instrument.Symbol))}");

    [Fact]
    public async Task Room_is_filled_first_and_then_a_connection_begun()
    {
        var result = await Edit(_group.ShortId, ["e", "d", "A"], []);
        Assert.Equal(["0: A B", "1: C D", "2: E"], Lists());
        Assert.Equal((_group, "FAKE:A"), (result.Group, Assert.Single(result.Already).Name));
        Assert.Equal([1, 2], result.Edits.Select(edit => edit.Stream.Number));
        Assert.Equal([2, 2, 1], _node.Streams.List().Select(stream => stream.Symbols));
        Assert.All(await _store.LoadStreamsAsync(Cancellation), stream => Assert.Equal(DesiredState.Run, stream.Desired));
    }

    [Fact]
    public async Task Nothing_that_stays_moves_when_something_is_removed()
    {
        await Edit(_group.Text, [], ["FAKE:A", "c"]);
        Assert.Equal(["0: B", "1: "], Lists());
        Assert.Equal([DesiredState.Run, DesiredState.Stop], (await _store.LoadStreamsAsync(Cancellation)).OrderBy(stream => stream.Plan.Key.Number).Select(stream => stream.Desired));   // closed when empty
        await Edit($"{_group.Text}/1", ["d"], []);
        Assert.Equal(["0: B", "1: D"], Lists());
        Assert.All(await _store.LoadStreamsAsync(Cancellation), stream => Assert.Equal(DesiredState.Run, stream.Desired));
    }

    [Theory]
    [InlineData("", "x", StartRefusal.NotFound, "x is not carried by")]
    [InlineData("a b", "", StartRefusal.Invalid, "'a b' is no symbol")]
    [InlineData("d,e,f", "", StartRefusal.Invalid, "6 symbols in")]
    [InlineData("a", "a", StartRefusal.Invalid, "both to be added and to be removed")]
    public async Task What_cannot_be_done_is_refused_by_name_and_changes_nothing(string add, string remove, StartRefusal refusal, string says)
    {
        var before = await _store.LoadStreamsAsync(Cancellation);
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => Edit(_group.Text, add.Split(',', StringSplitOptions.RemoveEmptyEntries), remove.Split(',', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(refusal, refused.Refusal);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before.Select(stream => stream.Generation), (await _store.LoadStreamsAsync(Cancellation)).Select(stream => stream.Generation));
    }

    [Fact]
    public async Task One_stream_has_the_room_that_it_has()
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => Edit($"{_group.Text}/1", ["d", "e"], []));
        Assert.Contains("has room for 1 of 2 symbols", refused.Message, StringComparison.Ordinal);
        Assert.Equal(StartRefusal.NotFound, (await Assert.ThrowsAsync<StartRefusedException>(() => Edit("type:nobody", ["d"], []))).Refusal);
    }

    [Fact]
    public async Task A_group_whose_list_has_changed_is_still_the_one_that_its_first_list_names()
    {
        await Edit(_group.Text, ["d"], ["a"]);
        var again = await _node.Streams.StartAsync(new StartRequest { Symbols = ["a", "b", "c"] }, Cancellation);
        Assert.Equal((StartAnswer.AlreadyRunning, _group), (again.Answer, again.Group));
        Assert.Equal(["0: B D", "1: C"], Lists());
    }

    [Fact]
    public async Task Without_a_symbol_left_nothing_can_be_started()
    {
        await Edit(_group.Text, [], ["a", "b", "c"]);
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => _node.Streams.StartAsync(new StartRequest { Key = _group.Text }, Cancellation));
        Assert.Contains("ticks symbols add", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_node_s_command_reaches_the_owner_s_open_connection()
    {
        _feed.Traits = _feed.Traits with { MessagesPerSecond = 1_000 };
        var opened = new List<FakeConnection>();
        await Until(() =>
        {
            if (opened.Count < 2 && _feed.TryAccept(out var next)) opened.Add(next);
            return opened.Count == 2;
        });
        var other = new FakeFeed();
        await using var second = await TestNode.StartAsync(other, _store, _time, Cancellation, "two");
        await _store.Leases.SetDutyAsync("two", NodeDuty.Cordoned, Cancellation);             // it gets no share while this is looked at
        await second.Streams.EditAsync(_group.Text, ["d"], ["a"], Cancellation);
        await Until(() => opened.Sum(connection => connection.Sent.Count) == 4);
        Assert.Equal(["add FAKE:D", "remove FAKE:A", "subscribe", "subscribe"], opened.SelectMany(connection => connection.Sent).Order(StringComparer.Ordinal));
        Assert.Equal((2, 0), (_feed.Attempts, other.Attempts));
    }

    private async Task Until(Func<bool> holds)
    {
        while (!holds())
        {
            Cancellation.ThrowIfCancellationRequested();
            await _time.TimersWaiting(1, Cancellation);
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }
    }
}
