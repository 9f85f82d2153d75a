using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>Who owns a stream, by the real clock of the store.</summary>
public abstract partial class TickStoreConformance
{
    private static readonly Guid One = Guid.NewGuid(), Two = Guid.NewGuid();

    private static NodeCard Card(Guid id, string name) => new(id, name, $"http://{name}:5080", "1.0", Guid.NewGuid());

    private async Task<DesiredStream> WantAsync(string key = "feed:test|set:0000aaaa/0", DesiredState desired = DesiredState.Run, long generation = 1, params string[] instruments)
    {
        var plan = new StreamPlan(Key(key), "test", FeedMode.Ticker, instruments.Length == 0 ? [] : await Store.RegisterInstrumentsAsync(instruments, Cancellation));
        var wish = new DesiredStream(plan, desired, generation, null);
        Assert.True(await Store.WantAsync(Cancellation, wish));
        return wish;
    }

    private Task<LeaseAnswer> TakeAsync(Guid owner, string key = "feed:test|set:0000aaaa/0", bool exclusive = false) =>
        Store.Leases.AcquireAsync(new LeaseRequest(Key(key), owner, exclusive), Cancellation);

    private Task<BeatAnswer> BeatAsync(Guid owner, params LeaseAnswer[] held) => Store.Leases.BeatAsync(
        new Beat(Card(owner, owner == One ? "one" : "two"), [.. held.Select(answer => new StreamBeat(answer.Granted!.Stream, answer.Granted.Lease, "{\"state\":\"running\"}"))]), Cancellation);

    /// <summary>Lets the lease of a stream run out long ago, as if its owner had died.</summary>
    protected abstract Task ExpireAsync(int stream, TimeSpan ago);

    /// <summary>The store is ahead of the clock, as a restored one may be.</summary>
    protected abstract Task AdvanceEpochAsync(int stream);

    [Fact]
    public async Task A_stream_that_nobody_wants_is_not_given()
    {
        Assert.Null((await TakeAsync(One)).Granted);
        await WantAsync(desired: DesiredState.Stop);
        Assert.Contains("stop", (await TakeAsync(One)).Refused, StringComparison.Ordinal);
        Assert.Empty((await Store.Leases.LookAsync(Cancellation)).Free);
    }

    [Fact]
    public async Task One_owner_at_a_time_and_its_name_is_told()
    {
        await Store.Leases.JoinAsync(Card(One, "one"), null, Cancellation);
        await WantAsync();
        Assert.Equal(Stream, Assert.Single((await Store.Leases.LookAsync(Cancellation)).Free).Stream);
        var mine = await TakeAsync(One);
        Assert.NotNull(mine.Granted);
        Assert.Contains("one", (await TakeAsync(Two)).Refused, StringComparison.Ordinal);
        Assert.Empty((await Store.Leases.LookAsync(Cancellation)).Free);
        var report = Assert.Single(await Store.Leases.ReadStatusAsync(Cancellation));
        Assert.Equal((Stream, "one", One, mine.Granted!.Lease, mine.Granted.Epoch, (string?)null), (report.Stream, report.Node, report.Owner, report.Lease, report.Epoch, report.Status));
    }

    [Fact]
    public async Task An_owner_that_asks_again_keeps_what_it_has()
    {
        await WantAsync();
        var mine = await TakeAsync(One);
        Assert.Null((await TakeAsync(One)).Granted);                                                      // a request that was given up, carried out late
        Assert.Equal(mine.Granted!.Lease, Assert.Single((await BeatAsync(One, mine)).Renewed).Lease);
    }

    [Fact]
    public async Task Of_many_that_ask_at_once_one_gets_it()
    {
        await WantAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => TakeAsync(Guid.NewGuid()), Cancellation)));
        Assert.Single(answers, answer => answer.Granted is not null);
    }

    [Fact]
    public async Task A_release_frees_at_once_an_expiry_only_after_the_lock_delay()
    {
        await Store.Leases.JoinAsync(Card(One, "one"), null, Cancellation);
        await WantAsync();
        var first = await TakeAsync(One);
        await Store.Leases.ReleaseAsync(Two, [first.Granted!.Lease], Reason.Operator, Cancellation);          // not its own: changes nothing
        Assert.Null((await TakeAsync(Two)).Granted);
        await Store.Leases.ReleaseAsync(One, [first.Granted.Lease], Reason.Deploy, Cancellation);
        var second = await TakeAsync(Two);
        Assert.Null(second.TakenFrom);
        await ExpireAsync(second.Granted!.Stream, LeaseProfile.Default.LockDelay / 2);
        Assert.Null((await TakeAsync(One)).Granted);
        await ExpireAsync(second.Granted.Stream, LeaseProfile.Default.LockDelay * 2);
        Assert.Single((await Store.Leases.LookAsync(Cancellation)).Free);
        var third = await TakeAsync(One);
        Assert.NotNull(third.TakenFrom);
        Assert.True(first.Granted.Epoch < second.Granted.Epoch && second.Granted.Epoch < third.Granted!.Epoch);
    }

    [Fact]
    public async Task A_beat_renews_what_expired_and_was_not_taken_and_says_what_is_wanted()
    {
        await WantAsync();
        var mine = await TakeAsync(One);
        await ExpireAsync(mine.Granted!.Stream, TimeSpan.FromMinutes(1));
        var answer = await BeatAsync(One, mine);
        Assert.Equal(new RenewedLease(mine.Granted.Lease, DesiredState.Run, 1, 0), Assert.Single(answer.Renewed));
        Assert.Null((await TakeAsync(Two)).Granted);
        Assert.Equal("{\"state\":\"running\"}", Assert.Single(await Store.Leases.ReadStatusAsync(Cancellation)).Status);
        await WantAsync(desired: DesiredState.Stop, generation: 2);
        Assert.Equal((DesiredState.Stop, 2L), (await BeatAsync(One, mine)).Renewed.Select(lease => (lease.Desired, lease.Generation)).Single());
    }

    [Fact]
    public async Task A_beat_does_not_renew_what_was_taken()
    {
        await WantAsync();
        var mine = await TakeAsync(One);
        await ExpireAsync(mine.Granted!.Stream, TimeSpan.FromMinutes(1));
        var theirs = await TakeAsync(Two);
        Assert.Empty((await BeatAsync(One, mine)).Renewed);
        Assert.Single((await BeatAsync(Two, theirs)).Renewed);
        Assert.Equal(theirs.Granted!.Lease, Assert.Single(await Store.Leases.ReadStatusAsync(Cancellation)).Lease);
    }

    [Fact]
    public async Task The_stores_clock_is_told_and_begins_an_ownership_where_the_one_before_ends()
    {
        await WantAsync();
        var first = await TakeAsync(One);
        await Store.Leases.LeaveAsync(One, Cancellation);
        var second = await TakeAsync(One);
        var before = await BeatAsync(One, second);
        Assert.InRange(second.StoreTime, first.StoreTime, before.StoreTime);
        Assert.InRange(Math.Abs(before.StoreTime - TimeProvider.System.MicrosecondsNow()), 0, 60_000_000);
    }

    [Fact]
    public async Task Epochs_grow_even_over_a_store_that_was_restored()
    {
        await WantAsync();
        var ahead = (await TakeAsync(One)).Granted!;
        await AdvanceEpochAsync(ahead.Stream);
        await Store.Leases.LeaveAsync(One, Cancellation);
        Assert.True((await TakeAsync(One)).Granted!.Epoch > ahead.Epoch + 1_000_000_000);
    }

    [Fact]
    public async Task Wishes_are_taken_all_or_none_and_only_newer_ones()
    {
        var first = await WantAsync();
        var second = await WantAsync("feed:test|set:0000aaaa/1", generation: 5);
        Assert.False(await Store.WantAsync(Cancellation, first with { Generation = 2, Desired = DesiredState.Stop }, second with { Generation = 5, Desired = DesiredState.Stop }));
        Assert.All(await Store.LoadStreamsAsync(Cancellation), stream => Assert.Equal(DesiredState.Run, stream.Desired));
        Assert.True(await Store.WantAsync(Cancellation, first with { Generation = 2, Desired = DesiredState.Pause }, second with { Generation = 6, Restart = 6 }));
        Assert.Equal([DesiredState.Pause, DesiredState.Run], (await Store.LoadStreamsAsync(Cancellation)).OrderBy(stream => stream.Plan.Key.Number).Select(stream => stream.Desired));
        Assert.Equal(6, (await Store.LoadStreamsAsync(Cancellation)).Max(stream => stream.Restart));
    }

    [Fact]
    public async Task Of_many_wishes_of_one_generation_one_is_taken()
    {
        var plan = (await WantAsync()).Plan;
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => Store.WantAsync(Cancellation, new DesiredStream(plan, i % 2 == 0 ? DesiredState.Stop : DesiredState.Run, 2, null)), Cancellation)));
        Assert.Single(taken, true);
    }

    [Fact]
    public async Task Starts_get_their_turns_one_delay_apart()
    {
        DesiredStream[] streams = [.. Enumerable.Range(0, 3).Select(i => new DesiredStream(new StreamPlan(Key($"feed:test|set:0000aaaa/{i}"), "test", FeedMode.Ticker, []), DesiredState.Run, 1, null))];
        var between = TimeSpan.FromMinutes(5);
        Assert.Equal(new DesiredAnswer(true, TimeSpan.Zero), await Store.Leases.SetDesiredAsync(streams[..2], between, Cancellation));
        var wait = (await Store.Leases.SetDesiredAsync(streams[2..], between, Cancellation)).Wait;
        Assert.InRange(wait, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        Assert.Equal(0, Assert.Single((await Store.Leases.LookAsync(Cancellation)).Free).Stream.Number);
        Assert.Contains("turn", (await TakeAsync(One, "feed:test|set:0000aaaa/1")).Refused, StringComparison.Ordinal);
        Assert.Equal(3, (await Store.Leases.LookAsync(Cancellation)).Desired);
    }

    [Fact]
    public async Task An_instrument_without_ids_is_carried_by_one_node_only()
    {
        await Store.Leases.JoinAsync(Card(One, "one"), null, Cancellation);
        await WantAsync("feed:test|set:0000aaaa/0", DesiredState.Run, 1, "A:X", "A:Y");
        await WantAsync("feed:test|set:0000aaaa/1", DesiredState.Run, 1, "A:Y", "A:Z");
        var held = await TakeAsync(One, exclusive: true);
        var refused = (await TakeAsync(Two, "feed:test|set:0000aaaa/1", exclusive: true)).Refused;
        Assert.Contains("A:Y is carried by feed:test|set:0000aaaa/0 on node one", refused, StringComparison.Ordinal);
        Assert.NotNull((await TakeAsync(One, "feed:test|set:0000aaaa/1", exclusive: true)).Granted);       // one process tells its copies apart
        await Store.Leases.ReleaseAsync(One, [held.Granted!.Lease], Reason.Operator, Cancellation);
        await Store.Leases.LeaveAsync(One, Cancellation);
        Assert.NotNull((await TakeAsync(Two, "feed:test|set:0000aaaa/1", exclusive: true)).Granted);
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_not_renewed_once_another_carries_its_instruments()
    {
        await Store.Leases.JoinAsync(Card(One, "one"), null, Cancellation);
        await WantAsync("feed:test|set:0000aaaa/0", DesiredState.Run, 1, "A:X", "A:Y");
        await WantAsync("feed:test|set:0000aaaa/1", DesiredState.Run, 1, "A:Y", "A:Z");
        var ranOut = await TakeAsync(One, exclusive: true);
        await ExpireAsync(ranOut.Granted!.Stream, TimeSpan.FromSeconds(30));
        var other = await TakeAsync(Two, "feed:test|set:0000aaaa/1", exclusive: true);
        Assert.Empty((await BeatAsync(One, ranOut)).Renewed);
        Assert.Single((await BeatAsync(Two, other)).Renewed);
    }

    [Fact]
    public async Task The_first_node_settles_the_profile()
    {
        Assert.Equal("fast", (await Store.Leases.JoinAsync(Card(One, "one"), "fast", Cancellation)).Profile.Name);
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => Store.Leases.JoinAsync(Card(One, "one"), "default", Cancellation));
        Assert.Contains("fast", refused.Message, StringComparison.Ordinal);
        Assert.Contains("default", refused.Message, StringComparison.Ordinal);
        var joined = await Store.Leases.JoinAsync(Card(One, "one"), null, Cancellation);
        Assert.Equal(LeaseProfile.Fast, joined.Profile);
        Assert.NotEqual(Guid.Empty, joined.NodeSecret);
        Assert.Equal("one", Assert.Single(await Store.Leases.ListNodesAsync(Cancellation)).Name);
    }

    [Fact]
    public async Task A_node_that_leaves_leaves_nothing_behind()
    {
        await Store.Leases.JoinAsync(Card(One, "one"), null, Cancellation);
        await WantAsync();
        await TakeAsync(One);
        Assert.Equal(1, (await Store.Leases.LookAsync(Cancellation)).Nodes);
        await Store.Leases.LeaveAsync(One, Cancellation);
        Assert.Empty(await Store.Leases.ListNodesAsync(Cancellation));
        Assert.NotNull((await TakeAsync(Two)).Granted);
    }

    [Fact]
    public async Task A_venues_budget_is_kept_in_any_window()
    {
        var budget = new ConnectBudget(3, TimeSpan.FromMinutes(5));
        for (var i = 0; i < 3; i++) Assert.Equal(TimeSpan.Zero, await Store.Leases.TakeTurnAsync("binance", budget, Cancellation));
        Assert.InRange(await Store.Leases.TakeTurnAsync("binance", budget, Cancellation), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.Equal(TimeSpan.Zero, await Store.Leases.TakeTurnAsync("other", budget, Cancellation));
        await Store.Leases.RestAsync("other", TimeSpan.FromMinutes(1), Cancellation);
        await Store.Leases.RestAsync("other", TimeSpan.FromSeconds(1), Cancellation);                     // a shorter rest does not shorten it
        Assert.InRange(await Store.Leases.TakeTurnAsync("other", new ConnectBudget(int.MaxValue, TimeSpan.FromSeconds(1)), Cancellation), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Turns_taken_at_once_are_never_more_than_the_budget()
    {
        var waits = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Store.Leases.TakeTurnAsync("crowd", new ConnectBudget(5, TimeSpan.FromMinutes(5)), Cancellation), Cancellation)));
        Assert.Equal(5, waits.Count(wait => wait == TimeSpan.Zero));
    }

    [Fact]
    public async Task Every_change_of_a_stream_is_an_event()
    {
        await Store.Leases.JoinAsync(Card(One, "one"), null, Cancellation);
        await WantAsync();
        var held = await TakeAsync(One);
        await Store.Leases.AddEventsAsync([new NewEvent(held.Granted!.Stream, held.Granted.Lease, "one", "lost", Reason.Network, "cut")], Cancellation);
        await Store.Leases.ReleaseAsync(One, [held.Granted.Lease], Reason.Deploy, Cancellation);
        await WantAsync(desired: DesiredState.Stop, generation: 2);
        await using var reader = await ReadAsync();
        var events = await reader.ListEventsAsync(0, Stream.ToString(), 100, Cancellation);
        Assert.Equal(["start", "owner", "lost", "released", "stop"], events.Select(one => one.What));
        Assert.Equal(["operator", null, "network", "deploy", "operator"], events.Select(one => one.Reason));
        Assert.Equal([null, "one", "one", "one", null], events.Select(one => one.Node));
    }
}
