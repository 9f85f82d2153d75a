using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;
using OrleansTicks.Testing;

namespace OrleansTicks.Core.Tests.Streaming;

public sealed class StreamSessionTests : IAsyncDisposable
{
    private readonly FakeTime _time = new();
    private readonly FakeFeed _feed = new();
    private readonly FakeSymbols _symbols = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly StreamBoard _board;
    private StreamLimits _limits = StreamLimits.Default;
    private readonly EditablePlan _plan = new(Some.Plan("A", "B"));
    private readonly FakeTurns _turns = new();
    private IMarketHours? _only;
    private Task _run = Task.CompletedTask;

    public StreamSessionTests() => _board = new StreamBoard(Some.Plan("A", "B"), _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private void Start(Position? last = null)
    {
        var session = new StreamSession(
            _feed, _plan, new CarriedInstruments(_symbols), new FrameTap(null, _feed, _plan, _time, NullLogger.Instance), Some.Owner(lease: 2, last: last), _symbols, _limits, _board,
            new Retry(new Backoff(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(60), () => 0.5), _time, () => _feed.Traits.Hours is not { } hours || hours.IsOpen(_time.GetUtcNow())), _turns, _time,
            NullLogger<StreamSession>.Instance, _only);
        _run = session.RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _symbols.LetGo();
        await _stop.CancelAsync();
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>Moves the clock over the pause that the session has begun and takes the connection that follows.</summary>
    private async Task<FakeConnection> Reconnect()
    {
        var next = _feed.Accept(Cancellation).AsTask();
        while (!next.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await next;
    }

    private async Task<Gap> GapAfter(FakeConnection connection, string frame)
    {
        connection.Send(frame);
        return Assert.Single((await _symbols.Next(Cancellation)).Gaps);
    }

    private async Task<FakeConnection> Established()
    {
        Start();
        var connection = await _feed.Accept(Cancellation);
        connection.Send("ack");
        connection.Send("trade 1 100", "quote 2 7");
        Assert.Equal(2, (await _symbols.Next(Cancellation)).Ticks.Count);
        return connection;
    }

    [Fact]
    public async Task Ticks_are_numbered_stamped_and_handed_over_together()
    {
        Start();
        var connection = await _feed.Accept(Cancellation);
        connection.Send("trade 1 100", "quote 2 7", "trade 1 101");
        var (ticks, gaps) = await _symbols.Next(Cancellation);
        Assert.Equal([100, 7, 101], ticks.Select(tick => tick.Identity));
        Assert.All(ticks, tick => Assert.Equal(_time.MicrosecondsNow(), tick.Received));
        Assert.Equal(ticks[1].Received, ticks[1].Time);
        Assert.Empty(gaps);
        Assert.Equal(["subscribe"], connection.Sent);
        while (_board.Snapshot().AcceptedThrough?.N != 3) await Task.Yield();
        Assert.Equal((2, 3L, 0, 2L), (_board.Snapshot().AcceptedThrough!.Value.Lease, _board.Snapshot().AcceptedThrough!.Value.N, _board.Snapshot().AcceptedThrough!.Value.Connection, _board.Snapshot().AcceptedThrough!.Value.Frame));
        Assert.Equal(StreamState.Running, _board.State);
    }

    [Fact]
    public async Task A_changed_list_is_told_on_the_open_connection_and_what_stays_is_not_touched()
    {
        _feed.Traits = _feed.Traits with { MessagesPerSecond = 1_000 };
        var connection = await Established();
        _plan.Set(_plan.Now with { Instruments = [new Instrument(2, "FAKE:B"), new Instrument(3, "FAKE:C")] });
        while (connection.Sent.Count < 3)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        Assert.Equal(["subscribe", "remove FAKE:A", "add FAKE:C"], connection.Sent);
        connection.Send("trade 1 101", "quote 2 8", "trade 3 500");                 // the first was on its way
        var (ticks, gaps) = await _symbols.Next(Cancellation);
        Assert.Equal([(1, 101), (2, 8), (3, 500)], ticks.Select(tick => (tick.Instrument, tick.Identity)));
        Assert.Empty(gaps);
        for (var late = 102; ticks.Count == 3 || ticks[0].Instrument == 1; late++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            connection.Send($"trade 1 {late}", "quote 2 9");
            ticks = (await _symbols.Next(Cancellation)).Ticks;
        }

        Assert.Equal(0, _board.Snapshot().Rejected.Values.Sum());
        _plan.Set(_plan.Now with { Instruments = [new Instrument(1, "FAKE:A"), new Instrument(2, "FAKE:B"), new Instrument(3, "FAKE:C")] });
        while (connection.Sent.Count < 4)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        connection.Send("trade 1 900", "trade 3 501");                              // its numbers begin anew: nobody asked for those between
        (ticks, gaps) = await _symbols.Next(Cancellation);
        Assert.Equal([900, 501], ticks.Select(tick => tick.Identity));
        Assert.Empty(gaps);
        Assert.Equal(1, _feed.Attempts);
    }

    [Fact]
    public async Task A_connection_is_replaced_beside_the_old_one_and_nothing_lies_between_them()
    {
        _feed.Traits = _feed.Traits with { Of = kind => kind is TickKind.LastPrice ? new KindTraits(HasId: false, HasTime: false, Consecutive: false) : kind is TickKind.Quote ? Some.WithIdOnly : Some.WithIdAndTime };
        var first = await Established();
        _plan.Renew();
        var second = await _feed.Accept(Cancellation);
        second.Send("ack");
        first.Send("trade 1 101");
        second.Send("trade 1 101", "price 1");                                      // both bring it; what bears no id is the older one's
        Assert.Equal(101, Assert.Single((await _symbols.Next(Cancellation)).Ticks).Identity);
        IReadOnlyList<Tick> ticks = [];
        IReadOnlyList<Gap> gaps = [];
        for (var id = 1_000; ticks.All(tick => tick.Identity != 101); id++)
        {
            first.Send($"quote 2 {id}");                                             // it goes on until the other takes over
            _time.Advance(TimeSpan.FromMilliseconds(100));
            (ticks, gaps) = await _symbols.Next(Cancellation);
            Assert.Empty(gaps);
        }

        Assert.DoesNotContain(ticks, tick => tick.Kind is TickKind.LastPrice);       // what the second kept: the book knows the trade, what bears no id is left out
        await first.Closed.WaitAsync(Cancellation);
        second.Send("trade 1 102", "price 1");
        (ticks, gaps) = await _symbols.Next(Cancellation);
        Assert.Equal([TickKind.Trade, TickKind.LastPrice], ticks.Select(tick => tick.Kind));
        Assert.Empty(gaps);
        Assert.Equal(["subscribe"], second.Sent);
        Assert.Empty(_board.Snapshot().Reconnects);
        second.End(new FeedException(Reason.Network, "reset by peer"));
        Assert.Equal(GapCause.Closed, (await GapAfter(await Reconnect(), "trade 1 110")).Cause);
    }

    [Fact]
    public async Task Where_the_venue_counts_sockets_the_old_one_goes_first_and_the_hole_is_recorded()
    {
        _feed.Traits = _feed.Traits with { Sockets = 1 };
        var first = await Established();
        _plan.Renew();
        await first.Closed.WaitAsync(Cancellation);
        Assert.Equal(GapCause.Closed, (await GapAfter(await Reconnect(), "trade 1 101")).Cause);
        Assert.Equal(1, _board.Snapshot().Reconnects[Reason.Planned]);
    }

    [Fact]
    public async Task A_successor_that_does_not_come_about_is_tried_again_and_the_old_connection_goes_on()
    {
        var first = await Established();
        _feed.Refuses = attempt => attempt == 1 ? new FeedException(Reason.Network, "nobody there") : null;
        _plan.Renew();
        var next = _feed.Accept(Cancellation).AsTask();
        for (var id = 101; !next.IsCompleted; id++)
        {
            first.Send($"trade 1 {id}");
            Assert.Empty((await _symbols.Next(Cancellation)).Gaps);
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.False(first.Closed.IsCompleted);
        Assert.Equal(3, _feed.Attempts);
    }

    [Fact]
    public async Task A_wire_that_cannot_change_a_connection_gets_a_new_one()
    {
        _feed.Changes = false;
        var connection = await Established();
        _plan.Set(_plan.Now with { Instruments = [new Instrument(2, "FAKE:B")] });
        await connection.Closed.WaitAsync(Cancellation);
        var gap = await GapAfter(await Reconnect(), "quote 2 9");
        Assert.Equal(GapCause.Closed, gap.Cause);
        Assert.Equal(1, _board.Snapshot().Reconnects[Reason.Operator]);
    }

    [Fact]
    public async Task A_connection_that_carries_nothing_is_not_taken_for_mute()
    {
        var connection = await Established();
        _plan.Set(_plan.Now with { Instruments = [] });
        for (var i = 0; i < 400; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        Assert.False(connection.Closed.IsCompleted);
        Assert.Equal(1, _feed.Attempts);
    }

    [Fact]
    public async Task Gap_trigger_closed_the_socket_was_cut()
    {
        var connection = await Established();
        connection.End(new FeedException(Reason.Network, "reset by peer"));
        var gap = await GapAfter(await Reconnect(), "trade 1 105");
        Assert.Equal((GapCause.Closed, (0, 1L), (1, 0L), 7L, 105L), (gap.Cause, (gap.Last!.Value.Connection, gap.Last.Value.Frame), (gap.First.Connection, gap.First.Frame), gap.Last.Value.Identity, gap.First.Identity));
        Assert.Equal(1, _board.Snapshot().Reconnects[Reason.Network]);
    }

    [Fact]
    public async Task Gap_trigger_closed_before_anything_was_read()
    {
        Start();
        (await _feed.Accept(Cancellation)).End(new FeedException(Reason.Network, "reset by peer"));   // what it had sent was on its way
        var gap = await GapAfter(await Reconnect(), "trade 1 105");
        Assert.Equal((GapCause.Closed, null, 105L), (gap.Cause, gap.Last, gap.First.Identity));
    }

    [Fact]
    public async Task Gap_trigger_disconnect_the_venue_said_goodbye()
    {
        var connection = await Established();
        connection.End(new FeedException(Reason.ServerClose, "closed by the server", 1012));
        Assert.Equal(GapCause.Disconnect, (await GapAfter(await Reconnect(), "trade 1 105")).Cause);
    }

    [Fact]
    public async Task Gap_trigger_disconnect_by_an_announcement()
    {
        var connection = await Established();
        connection.Send("bye");
        await connection.Closed.WaitAsync(Cancellation);
        Assert.Equal(GapCause.Disconnect, (await GapAfter(await Reconnect(), "trade 1 105")).Cause);
    }

    [Fact]
    public async Task Gap_trigger_stall_connected_but_silent()
    {
        var connection = await Established();
        while (!connection.Closed.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(GapCause.Stall, (await GapAfter(await Reconnect(), "trade 1 105")).Cause);
        Assert.Equal(1, _board.Snapshot().Reconnects[Reason.Stall]);
    }

    [Fact]
    public async Task Silence_of_a_closed_market_is_no_stall_and_is_not_counted_when_it_opens()
    {
        var hours = new FakeHours();
        _feed.Traits = _feed.Traits with { Hours = hours };
        var connection = await Established();
        await AdvanceAsync(10_000);
        Assert.False(connection.Closed.IsCompleted);
        hours.IsOpenNow = true;
        await AdvanceAsync(55);                     // less than the minute that it is patient before it has learned
        Assert.False(connection.Closed.IsCompleted);
        await AdvanceAsync(10);
        await connection.Closed.WaitAsync(Cancellation);
        await Reconnect();
        while (_board.Snapshot().Reconnects.GetValueOrDefault(Reason.Stall) != 1) await Task.Yield();    // counted a moment after the venue has the connection

        async Task AdvanceAsync(int seconds)
        {
            for (var i = 0; i < seconds; i++)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task In_a_closed_market_nobody_gives_up_and_in_an_open_one_ten_tries_are_enough()
    {
        var hours = new FakeHours();
        _feed.Traits = _feed.Traits with { Hours = hours };
        _feed.Refuses = _ => new FeedException(Reason.Network, "nobody there");
        Start();
        while (_feed.Attempts < 40)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.NotEqual(StreamState.Parked, _board.State);
        hours.IsOpenNow = true;
        while (_board.State is not StreamState.Parked)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.True(_feed.Attempts <= 40 + 2 * (Retry.MaxRetries + 1));
    }

    [Fact]
    public async Task A_stream_that_sleeps_while_its_market_does_is_connected_shortly_before_it_opens_and_let_go_after_it_closes()
    {
        var hours = new FakeHours { Opens = _time.GetUtcNow().AddHours(1) };
        _only = hours;
        Start();
        await _time.TimersWaiting(1, Cancellation);
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal((0, StreamState.Paused), (_feed.Attempts, _board.State));
        Assert.Equal(hours.Opens, _board.Snapshot().RetryAt);
        hours.IsOpenNow = true;
        var connection = await Reconnect();
        connection.Send("trade 1 100");
        await _symbols.Next(Cancellation);
        hours.IsOpenNow = false;
        while (!connection.Closed.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        while (_board.State is not StreamState.Paused)
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }

        Assert.Equal(1, _feed.Attempts);
    }

    [Fact]
    public async Task Gap_trigger_rejected_a_frame_could_not_be_read()
    {
        var connection = await Established();
        connection.Send("x{", "y{", "trade 1 101");
        var gap = Assert.Single((await _symbols.Next(Cancellation)).Gaps);
        Assert.Equal((GapCause.Rejected, 7L, 101L), (gap.Cause, gap.Last!.Value.Identity, gap.First.Identity));
        Assert.Equal(2, _board.Snapshot().Rejected[RejectKind.Malformed]);
    }

    [Fact]
    public async Task Gap_trigger_sequence_the_numbering_jumped()
    {
        var connection = await Established();
        connection.Send("trade 1 103");
        Assert.Empty((await _symbols.Next(Cancellation)).Gaps);
        connection.Send([.. Enumerable.Range(104, 40).Select(id => $"trade 1 {id}")]);
        var gap = Assert.Single((await _symbols.Next(Cancellation)).Gaps);
        Assert.Equal((GapCause.Sequence, 100L, 103L, 1), (gap.Cause, gap.Last!.Value.Identity, gap.First.Identity, gap.Instrument));
    }

    [Fact]
    public async Task Gap_trigger_epoch_an_earlier_ownership_ended_somewhere()
    {
        Start(last: Some.At(55));
        var gap = await GapAfter(await _feed.Accept(Cancellation), "trade 1 105");
        Assert.Equal((GapCause.Epoch, 55L, 1L, 2), (gap.Cause, gap.Last!.Value.N, gap.First.N, gap.First.Lease));
    }

    [Fact]
    public async Task Gap_trigger_room_ticks_were_refused()
    {
        _limits = new StreamLimits(StreamBytes: 10 * Handover.BytesPerTick, ProcessBytes: 1 << 20, TimeSpan.FromMilliseconds(250));
        var connection = await Established();
        _symbols.Hold();
        connection.Send("trade 1 101");
        connection.Send([.. Enumerable.Range(102, 20).Select(id => $"trade 1 {id}")]);
        while (_board.Snapshot().Received < 23) await Task.Yield();
        await _time.TimersWaiting(2, Cancellation);   // the watch on silence, and the pause
        _time.Advance(TimeSpan.FromMilliseconds(300));
        while (_board.Snapshot().Dropped == 0) await Task.Yield();

        connection.Send("trade 1 122");
        _symbols.LetGo();
        Assert.Equal([101], (await _symbols.Next(Cancellation)).Ticks.Select(tick => tick.Identity));
        var (ticks, gaps) = await _symbols.Next(Cancellation);
        Assert.Equal([122], ticks.Select(tick => tick.Identity));
        var gap = Assert.Single(gaps);
        Assert.Equal((GapCause.Room, 101L, 122L), (gap.Cause, gap.Last!.Value.Identity, gap.First.Identity));
        Assert.Equal(20, _board.Snapshot().Dropped);
        Assert.Equal(0, _limits.Held);
    }

    [Fact]
    public async Task Two_refusals_of_our_credentials_park_the_stream_and_say_how_to_resume()
    {
        _feed.Refuses = _ => new FeedException(Reason.Auth, "401 Unauthorized", 401);
        Start();
        while (!_run.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(2, _feed.Attempts);
        Assert.Equal((StreamState.Parked, Reason.Auth), (_board.State, _board.Snapshot().Reason));
        Assert.Contains("ticks start feed:fake|set:1", _board.Snapshot().Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_retries_without_data_park_the_stream()
    {
        _feed.Refuses = _ => new FeedException(Reason.Network, "connection refused");
        Start();
        while (!_run.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(1 + Retry.MaxRetries, _feed.Attempts);
        Assert.Equal(StreamState.Parked, _board.State);
    }

    [Fact]
    public async Task Data_reset_the_retries()
    {
        _feed.Refuses = attempt => attempt % 8 == 7 ? null : new FeedException(Reason.Network, "connection refused");
        Start();
        for (var round = 0; round < 4; round++)
        {
            var connection = await Reconnect();
            connection.Send($"trade 1 {100 + round}");
            await _symbols.Next(Cancellation);
            connection.End(new FeedException(Reason.Network, "reset"));
        }

        Assert.False(_run.IsCompleted);
    }

    [Fact]
    public async Task A_venue_that_asks_for_patience_gets_it()
    {
        _feed.Refuses = attempt => attempt == 0 ? new FeedException(Reason.RateLimit, "429", 429) { RetryAfter = TimeSpan.FromSeconds(30) } : null;
        Start();
        await _time.TimersWaiting(1, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, _feed.Attempts);
        await Reconnect();
        Assert.Equal(2, _feed.Attempts);
    }

    [Fact]
    public async Task Silence_after_the_confirmation_is_no_fault()
    {
        Start();
        var connection = await _feed.Accept(Cancellation);
        connection.Send("ack");
        while (_board.State is not StreamState.Running) await Task.Yield();
        _time.Advance(TimeSpan.FromHours(2));
        Assert.False(connection.Closed.IsCompleted);
        Assert.Equal(DataState.None, _board.Snapshot().Data);
    }

    [Fact]
    public async Task What_was_not_asked_for_is_counted_and_nothing_more()
    {
        var connection = await Established();
        connection.Send("depth", "depth", "trade 1 101");
        var (ticks, gaps) = await _symbols.Next(Cancellation);
        Assert.Single(ticks);
        Assert.Empty(gaps);
        Assert.Equal(2, _board.Snapshot().NotAsked);
    }

    [Fact]
    public async Task Stopping_waits_until_what_was_read_is_durable()
    {
        var connection = await Established();
        _symbols.Hold();
        connection.Send("trade 1 101");
        while (_board.Snapshot().Received < 3) await Task.Yield();
        await _stop.CancelAsync();
        await connection.Closed.WaitAsync(Cancellation);
        Assert.False(_run.IsCompleted);
        _symbols.LetGo();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _run);
        Assert.Equal(3, _board.Snapshot().Accepted);
    }
}
