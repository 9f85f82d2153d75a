using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;
using OrleansTicks.Testing;

namespace OrleansTicks.Core.Tests.Leases;

public sealed class LeaseKeeperTests : IAsyncDisposable
{
    private static readonly StreamKey Key = new(GroupKey.Parse("feed:fake|set:0000aaaa"), 0);
    private static readonly StoreReach No = new(false, TimeSpan.FromMinutes(1));
    private static readonly StoreReach Yes = new(true, TimeSpan.Zero);

    private readonly FakeTime _time = new();
    private readonly FakeLeases _leases;
    private readonly FakePeers _peers = new();
    private LeaseKeeper? _made;

    public LeaseKeeperTests() => _leases = new FakeLeases(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LeaseKeeper Keeper => _made!;

    public async ValueTask DisposeAsync()
    {
        if (_made is not null) await _made.DisposeAsync();
    }

    private async Task<HeldLease> Owner(StoreLoss onLoss = StoreLoss.Ask, bool withPeer = false)
    {
        if (withPeer) await _leases.JoinAsync(new NodeCard(Guid.NewGuid(), "other", "http://other", "test", null), null, Cancellation);
        var card = new NodeCard(Guid.NewGuid(), "one", null, "test", null);
        _made = new LeaseKeeper(_leases, card, await _leases.JoinAsync(card, null, Cancellation), _time.SteadyMicroseconds(), _peers, onLoss, _time, NullLogger<LeaseKeeper>.Instance);
        await _leases.SetDesiredAsync([new DesiredStream(new StreamPlan(Key, "fake", FeedMode.Quote, []), DesiredState.Run, 1, null)], TimeSpan.Zero, Cancellation);
        var sent = _time.SteadyMicroseconds();
        var held = Keeper.Keep(await _leases.AcquireAsync(new LeaseRequest(Key, card.Id, false), Cancellation), sent, () => "{}");
        Keeper.Start();
        await Pass(TimeSpan.FromMilliseconds(100));
        return held;
    }

    /// <summary>Lets time pass in small steps, so that all that happens in it happens.</summary>
    private async Task Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(50))
        {
            await _time.TimersWaiting(2, Cancellation);   // the beat waits, and so does the watch
            _time.Advance(TimeSpan.FromMilliseconds(50));
        }

        await _time.TimersWaiting(2, Cancellation);
    }

    private bool IsHeld(HeldLease held) => held.Hold.IsHeld(_time.SteadyMicroseconds());

    [Fact]
    public async Task Beats_keep_it_alive()
    {
        var held = await Owner();
        await Pass(TimeSpan.FromSeconds(30));
        Assert.True(IsHeld(held));
        Assert.NotNull(held.Wish);
    }

    [Fact]
    public async Task A_lease_that_was_taken_is_lost_at_the_next_beat()
    {
        var held = await Owner();
        _leases.Steal(Key);
        await Pass(Keeper.Profile.Beat + TimeSpan.FromSeconds(1));
        Assert.False(IsHeld(held));
        Assert.Equal(Reason.OwnerLost, held.Hold.LostBy);
        Assert.True(held.Hold.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_process_that_stood_still_holds_nothing_before_its_next_beat()
    {
        var held = await Owner();
        var before = _time.SteadyMicroseconds();
        // A moment behind the deadline at which nothing of ours has run yet.
        Assert.False(held.Hold.IsHeld(before + (Keeper.Profile.Ttl.Ticks / TimeSpan.TicksPerMicrosecond)));
        Assert.True(held.Hold.IsHeld(before));
    }

    [Fact]
    public async Task It_stops_before_anybody_else_may_take_the_stream()
    {
        var held = await Owner(StoreLoss.Stop);
        _leases.IsAway = node => node == Keeper.Node.Id;
        var began = _time.GetUtcNow();
        while (IsHeld(held)) await Pass(TimeSpan.FromMilliseconds(50));
        var read = _time.GetUtcNow() - began;
        Assert.True(read <= Keeper.Profile.Ttl - Keeper.Profile.Margin, $"read on for {read}");
        Assert.Empty((await _leases.LookAsync(Cancellation)).Free);
        await Pass(Keeper.Profile.Margin + Keeper.Profile.LockDelay + TimeSpan.FromSeconds(2));
        Assert.Single((await _leases.LookAsync(Cancellation)).Free);
        Assert.Equal(Reason.StoreLost, held.Hold.LostBy);
    }

    [Fact]
    public async Task Alone_it_reads_on_while_the_store_is_away_and_says_that_this_is_unproven()
    {
        var held = await Owner();
        _leases.IsAway = _ => true;
        await Pass(TimeSpan.FromMinutes(1));
        Assert.True(IsHeld(held));
        Assert.True(Keeper.IsUnproven);
        _leases.IsAway = _ => false;
        await Pass(TimeSpan.FromSeconds(3));
        Assert.True(IsHeld(held));
        Assert.False(Keeper.IsUnproven);
    }

    [Fact]
    public async Task It_reads_on_while_no_other_node_reaches_the_store_either()
    {
        var held = await Owner(withPeer: true);
        _peers.Says = _ => No;
        _leases.IsAway = _ => true;
        await Pass(TimeSpan.FromSeconds(12));
        Assert.True(IsHeld(held));
        Assert.True(_peers.Asked > 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_stops_when_another_node_reaches_the_store_or_does_not_answer(bool answers)
    {
        var held = await Owner(withPeer: true);
        _peers.Says = _ => answers ? Yes : null;
        _leases.IsAway = node => node is not null;
        await Pass(Keeper.Profile.Ttl);
        Assert.False(IsHeld(held));
        Assert.Equal(Reason.StoreLost, held.Hold.LostBy);
    }

    [Fact]
    public async Task It_reads_on_where_the_operator_says_so()
    {
        var held = await Owner(StoreLoss.Read, withPeer: true);
        _leases.IsAway = _ => true;
        await Pass(TimeSpan.FromSeconds(20));
        Assert.True(IsHeld(held));
        Assert.Equal(0, _peers.Asked);
    }

    [Fact]
    public async Task What_was_taken_while_it_read_on_is_lost_when_the_store_is_back()
    {
        var held = await Owner();
        _leases.IsAway = _ => true;
        await Pass(TimeSpan.FromSeconds(10));
        _leases.Steal(Key);
        _leases.IsAway = _ => false;
        await Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(Reason.OwnerLost, held.Hold.LostBy);
    }

    [Fact]
    public async Task Who_said_no_takes_nothing_over_for_one_life_of_a_lease()
    {
        await Owner();
        Assert.False(Keeper.HoldsBack);
        _leases.IsAway = _ => true;
        await Pass(TimeSpan.FromSeconds(5));
        Assert.False((await Keeper.ReachAsync(Cancellation)).Reachable);
        Assert.True(Keeper.HoldsBack);
        _leases.IsAway = _ => false;
        await Pass(TimeSpan.FromSeconds(3));
        Assert.True((await Keeper.ReachAsync(Cancellation)).Reachable);
        Assert.True(Keeper.HoldsBack);
        await Pass(Keeper.Profile.Ttl);
        Assert.False(Keeper.HoldsBack);
    }

    [Fact]
    public async Task Events_wait_for_the_store()
    {
        await Owner();
        _leases.IsAway = _ => true;
        Keeper.Note(new NewEvent(1, 1, "one", "lost", Reason.Network, null));
        await Pass(TimeSpan.FromSeconds(4));
        Assert.Empty(_leases.Events);
        _leases.IsAway = _ => false;
        await Pass(TimeSpan.FromSeconds(3));
        Assert.Single(_leases.Events);
    }

    [Fact]
    public void The_bound_of_receipt_is_never_below_the_stores_clock()
    {
        var clock = new StoreClock();
        Assert.Equal(0, clock.AtMost(5));
        clock.Answered(storeTime: 1_000_000, sent: 10);    // the store read its clock at some moment after 10
        Assert.Equal(1_000_040, clock.AtMost(50));
        clock.Answered(storeTime: 999_000, sent: 5);       // an older answer that came late
        Assert.Equal(1_000_040, clock.AtMost(50));
    }
}
