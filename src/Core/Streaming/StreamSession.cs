using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>The corridor's beginning: one socket's life, from connect to handover, again and again until it is stopped or hopeless.</summary>
internal sealed partial class StreamSession(
    IFeed feed, EditablePlan wanted, CarriedInstruments carried, FrameTap tap, Ownership owner, ISymbols symbols, StreamLimits limits, StreamBoard board, Retry retry, IConnectTurns turns, TimeProvider time,
    ILogger<StreamSession> logger, IMarketHours? only = null, TimeSpan? age = null)
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Reads without a wait after which a flooded stream leaves the sockets' thread to the others.</summary>
    private const int MostAtOnce = 4;

    /// <summary>A venue that counts too many connections of ours is not to be asked again soon: it would throw out another.</summary>
    private static readonly TimeSpan RestAfterTooMany = TimeSpan.FromSeconds(60);

    /// <summary>So long after a symbol was given up its ticks may still come.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    /// <summary>What a changed connection is given until something was read on it.</summary>
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(5);

    /// <summary>A connection that was confirmed and lasted this long worked, even if its symbols were too quiet for data.</summary>
    private static readonly TimeSpan Proven = TimeSpan.FromSeconds(60);

    /// <summary>So long before the market opens a stream that sleeps meanwhile is connected, and so long after it closes it is let go.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(2), Trail = TimeSpan.FromMinutes(5);

    /// <summary>Between two looks at a market that is closed: its calendar may be changed.</summary>
    private static readonly TimeSpan Sleep = TimeSpan.FromMinutes(1);

    /// <summary>So long two connections are read at once.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(2);

    /// <summary>What a successor is given until its first data, and what lies between two tries.</summary>
    private static readonly TimeSpan SuccessorPatience = TimeSpan.FromSeconds(60), BetweenSuccessors = TimeSpan.FromSeconds(60);

    private StreamKey Key => wanted.Now.Key;

    /// <summary>From one message of ours to the next.</summary>
    private TimeSpan Pace => TimeSpan.FromSeconds(1.0 / Math.Max(1, feed.Traits.MessagesPerSecond));

    /// <summary>Reads until cancelled, or until it gives up: then says so on the board and returns.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var outbox = new Outbox(symbols, board, limits, owner, feed.Traits.Of, time);
        var intake = new FrameIntake(feed, owner, board, outbox);
        try
        {
            var last = await retry.RunAsync(
                attempt: token => ConnectAndReadAsync(intake, outbox, token),
                onPause: (ending, pause) =>
                {
                    if (ending.RetryAfter is { } asked) turns.Rest(asked);
                    board.Waiting(pause);
                    LogTryingAgain(Key, ending.Reason, ending.Detail, pause);
                },
                cancellationToken);
            var detail = last.Reason is Reason.Auth
                ? $"{last.Detail}; parked after {Retry.MaxRefusals} refusals. Mend the credentials, then: ticks start {Key.Group}"
                : $"{last.Detail}; parked after {Retry.MaxRetries} retries. To resume: ticks start {Key.Group}";
            board.Parked(last.Reason, detail);
            LogParked(Key, detail);
        }
        finally
        {
            await outbox.WhenEmptyAsync().WaitAsync(TimeSpan.FromSeconds(10), time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Ending> ConnectAndReadAsync(FrameIntake intake, Outbox outbox, CancellationToken cancellationToken)
    {
        await SleepAsync(cancellationToken);
        Ending? ending = null;
        var plan = wanted.Now;
        await turns.TakeAsync(board.Waiting, cancellationToken);
        using var limit = new CancellationTokenSource(ConnectTimeout, time);
        using var connecting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await carried.PrepareAsync(plan.Instruments, connecting.Token);
            var connection = await feed.ConnectAsync(plan, connecting.Token);
            try
            {
                limit.CancelAfter(Timeout.InfiniteTimeSpan);
                intake.Connected(plan);
                tap.Connected(time.MicrosecondsNow());
                board.Connected();
                LogConnected(Key);
                for (var isAsked = false; ; isAsked = true)
                {
                    var renewal = new Renewal();
                    try
                    {
                        ending = await ReadAsync(plan, isAsked, connection, renewal, intake, outbox, cancellationToken);
                    }
                    catch
                    {
                        if (renewal.Successor is { } unused) await unused.DisposeAsync();
                        throw;
                    }

                    if (renewal is not { Successor: { } successor, Plan: { } asked }) break;
                    await connection.DisposeAsync();
                    (connection, plan) = (successor, asked);
                    cancellationToken.ThrowIfCancellationRequested();
                    intake.Renewed(plan);
                    LogRenewed(Key);
                }
            }
            finally
            {
                await connection.DisposeAsync();
            }
        }
        catch (FeedException failure)
        {
            ending = Ended(failure, worked: false);
        }
        catch (StoreException away)
        {
            ending = new Ending(Reason.StoreLost, $"the books of new symbols could not be read: {away.Message}", false, GapCause.Closed);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            ending = new Ending(Reason.Network, $"no connection within {ConnectTimeout.TotalSeconds:0} s", false, GapCause.Closed);
        }
        finally
        {
            await feed.EndedAsync(plan, ending?.Reason ?? Reason.None);
        }

        cancellationToken.ThrowIfCancellationRequested();
        intake.Disconnected(ending.Cause);
        tap.Disconnected(ending.Reason, time.MicrosecondsNow());
        board.Lost(ending.Reason, ending.Detail);
        return ending;
    }

    private async Task<Ending> ReadAsync(StreamPlan plan, bool isAsked, IFeedConnection connection, Renewal renewal, FrameIntake intake, Outbox outbox, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (mute, needsAnother, isOver) = (false, false, false);
        var asleep = long.MinValue / 2;
        var isAccepted = false;
        var began = time.GetTimestamp();
        using var watch = time.CreateTimer(
            _ =>
            {
                var now = time.SteadyMicroseconds();
                if ((feed.Traits.Hours is { } hours && !hours.IsOpen(time.GetUtcNow())) || wanted.Now.Instruments.Count == 0) asleep = now;
                isOver = IsAsleep(time.GetUtcNow());
                // The silence of a closed market, or of a connection that carries nothing, is not counted, neither while it is closed nor when it opens.
                if (!isOver && (!intake.Liveness.IsMute(now) || now - Volatile.Read(ref asleep) <= (long)intake.Liveness.Limit.TotalMicroseconds)) return;
                mute = !isOver;
                try
                {
                    end.Cancel();
                }
                catch (ObjectDisposedException)
                {
                    mute = false;   // the reading ended by itself in this very moment; on a timer's thread the exception would end the process
                }
            },
            null, WatchEvery, WatchEvery);
        var subscribing = SubscribeAsync(plan, isAsked, connection, intake, outbox, () => (needsAnother, _) = (true, end.CancelAsync()), end.Token);
        var renewing = RenewAsync(renewal, end);
        var living = KeepAliveAsync(connection, end.Token);
        try
        {
            for (var atOnce = 0; ;)
            {
                var reading = connection.ReadAsync(end.Token);
                atOnce = reading.IsCompleted ? atOnce + 1 : 0;
                var frames = await reading;
                var steady = time.SteadyMicroseconds();
                // After the reading and before the first byte is looked at: this process may have stood still in between, for however long.
                if (!owner.Hold.IsHeld(steady)) Lapsed(end.Token);
                var arrived = frames.Arrived > 0 ? frames.Arrived : time.MicrosecondsNow();
                tap.Frames(frames, arrived);
                intake.Read(frames, arrived, steady);
                if (intake.IsAcknowledged) board.Running();
                if (!isAccepted && (intake.IsAcknowledged || intake.HasData || intake.Welcome.IsCompleted))
                {
                    isAccepted = true;
                    feed.Accepted(plan);
                }

                if (intake.WasRefused && !intake.HasData) return new Ending(Reason.ServerClose, "the venue refused the subscription", false, GapCause.Disconnect);
                if (intake.Refusal is { } refusal) return Refused(refusal, intake.HasData);
                while (intake.TryTakeReply(out var reply)) await connection.SendAsync(reply, end.Token);
                if (intake.SaidGoodbye) return new Ending(Reason.Planned, "the venue announced that it closes", intake.HasData, GapCause.Disconnect);
                if (IsOverBudget(outbox) || symbols.IsCrowded) await PauseAsync(intake, outbox, end.Token);
                if (atOnce < MostAtOnce) continue;
                atOnce = 0;
                await Task.Yield();
            }
        }
        catch (OperationCanceledException) when (mute && !cancellationToken.IsCancellationRequested)
        {
            return new Ending(Reason.Stall, $"no data for {intake.Liveness.Limit.TotalSeconds:0} s while connected", true, GapCause.Stall);
        }
        catch (OperationCanceledException) when (renewal.IsDue && !cancellationToken.IsCancellationRequested)
        {
            return new Ending(Reason.Planned, "it was replaced in time", true, GapCause.Closed);
        }
        catch (OperationCanceledException) when (isOver && !cancellationToken.IsCancellationRequested)
        {
            return new Ending(Reason.Planned, "the market has closed", true, GapCause.Closed);
        }
        catch (OperationCanceledException) when (needsAnother && !cancellationToken.IsCancellationRequested)
        {
            return new Ending(Reason.Operator, "its list of symbols changed, and this wire asks for a new connection then", true, GapCause.Closed);
        }
        catch (FeedException failure)
        {
            return Ended(failure, worked: intake.HasData || (intake.IsAcknowledged && time.GetElapsedTime(began) > Proven));
        }
        finally
        {
            await end.CancelAsync();
            await subscribing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await living.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>In time before the venue ends the connection, or when it is asked for: opens another beside it, and when that one has data, ends this one. Where the venue counts sockets, this one ends first.</summary>
    private async Task RenewAsync(Renewal renewal, CancellationTokenSource end)
    {
        var asked = wanted.RenewedAsync(end.Token);
        await Task.WhenAny(asked, Task.Delay(age ?? Timeout.InfiniteTimeSpan, time, end.Token));
        end.Token.ThrowIfCancellationRequested();
        if (feed.Traits.Sockets is not null)
        {
            renewal.Due(null, null);
            await end.CancelAsync();
            return;
        }

        while (true)
        {
            try
            {
                var (successor, plan) = await OpenSuccessorAsync(end.Token);
                renewal.Due(successor, plan);
                await end.CancelAsync();
                return;
            }
            catch (Exception failure) when (failure is FeedException or TimeoutException or StoreException)
            {
                LogNotRenewed(Key, failure.Message);
                await Task.Delay(BetweenSuccessors, time, end.Token);
            }
        }
    }

    private async Task<(WarmConnection Successor, StreamPlan Plan)> OpenSuccessorAsync(CancellationToken cancellationToken)
    {
        var plan = wanted.Now;
        await turns.TakeAsync(static _ => { }, cancellationToken);
        await carried.PrepareAsync(plan.Instruments, cancellationToken);
        var successor = new WarmConnection(await feed.ConnectAsync(plan, cancellationToken), feed.CreateParser(plan), time);
        try
        {
            await AskAsync(feed.Subscriptions(plan), successor, welcome: null, cancellationToken);
            await successor.Ready.WaitAsync(SuccessorPatience, time, cancellationToken);
            await Task.Delay(Overlap, time, cancellationToken);                          // until the venue has heard all that was asked
            return (successor, plan);
        }
        catch
        {
            await successor.DisposeAsync();
            throw;
        }
    }

    /// <summary>Neither open, nor about to open, nor just closed.</summary>
    private bool IsAsleep(DateTimeOffset now) =>
        only is not null && only.PhaseAt(now) is not (MarketPhase.Open or MarketPhase.PreOpen) && !only.IsOpen(now + Lead) && !only.IsOpen(now - Trail);

    /// <summary>Waits until it is worth while to be connected.</summary>
    private async Task SleepAsync(CancellationToken cancellationToken)
    {
        while (IsAsleep(time.GetUtcNow()))
        {
            var opens = only!.NextOpen(time.GetUtcNow());
            var wait = opens is { } at && at - Lead - time.GetUtcNow() is var until && until < Sleep ? until : Sleep;
            board.Sleeping(opens is { } known ? $"its market is closed until {known.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "its market is closed", opens);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1), time, cancellationToken);
        }
    }

    private void Lapsed(CancellationToken cancellationToken)
    {
        owner.Hold.Lose(Reason.StoreLost, "the lease could not be renewed in time");
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static Ending Ended(FeedException failure, bool worked) =>
        new(failure.Reason, failure.Message, worked, failure.Reason switch { Reason.ServerClose => GapCause.Disconnect, Reason.Stall => GapCause.Stall, _ => GapCause.Closed }, failure.RetryAfter);

    /// <summary>Asks for all of the plan at the venue's pace, and from then on for what changes in it. A failure shows as the end of the reading.</summary>
    private async Task SubscribeAsync(StreamPlan plan, bool isAsked, IFeedConnection connection, FrameIntake intake, Outbox outbox, Action another, CancellationToken cancellationToken)
    {
        if (!isAsked) await AskAsync(feed.Subscriptions(plan), connection, feed.Traits.LoginFirst ? intake.Welcome : null, cancellationToken);
        while (true)
        {
            var next = await wanted.ChangedFromAsync(plan, cancellationToken);
            if (!await TryChangeAsync(plan, next, connection, intake, outbox, cancellationToken)) another();
            plan = next;
        }
    }

    /// <summary>Sends messages at the venue's pace; behind the first it waits until the venue has welcomed us, where it does.</summary>
    private async Task AskAsync(IReadOnlyList<ReadOnlyMemory<byte>> messages, IFeedConnection connection, Task? welcome, CancellationToken cancellationToken)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            if (i > 0) await Task.Delay(Pace, time, cancellationToken);
            await connection.SendAsync(messages[i], cancellationToken);
            if (i == 0 && welcome is not null) await welcome.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Has the open connection carry another list: what stays is not touched.</summary>
    /// <returns>False = only another connection can carry it.</returns>
    private async Task<bool> TryChangeAsync(
        StreamPlan plan, StreamPlan next, IFeedConnection connection, FrameIntake intake, Outbox outbox, CancellationToken cancellationToken)
    {
        List<Instrument> added = [.. next.Instruments.Except(plan.Instruments)], removed = [.. plan.Instruments.Except(next.Instruments)];
        try
        {
            if (await feed.ChangesAsync(plan, added, removed, cancellationToken) is not { } messages) return false;
            await carried.PrepareAsync(added, cancellationToken);
            _ = intake.Carry(next, []);                                              // before the first tick of what is added can come
            foreach (var message in messages)
            {
                await Task.Delay(Pace, time, cancellationToken);
                await connection.SendAsync(message, cancellationToken);
            }

            tap.Carries(next, time.MicrosecondsNow());
            LogChanged(Key, added.Count, removed.Count);
            if (removed.Count == 0) return true;
            // What the venue had sent before it heard of this is still stored. A book is left when nothing of it is on the way any more; on a line that says
            // nothing more this cannot be known before its end.
            await Task.Delay(Late, time, cancellationToken);
            var taken = intake.Carry(next, removed);
            await taken.WaitAsync(LeavePatience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!taken.IsCompletedSuccessfully) return true;
            await outbox.WhenEmptyAsync().WaitAsync(cancellationToken);
            carried.Leave(removed);
            return true;
        }
        catch (Exception failure) when (failure is FeedException or StoreException)
        {
            LogNotChanged(Key, failure.Message);
            return false;
        }
    }

    /// <summary>Says what the venue wants to hear, as often as it wants to. A failure shows as the end of the reading.</summary>
    private async Task KeepAliveAsync(IFeedConnection connection, CancellationToken cancellationToken)
    {
        if (feed.KeepAlive is not { } keep) return;
        using var timer = new PeriodicTimer(keep.Every, time);
        while (await timer.WaitForNextTickAsync(cancellationToken)) await connection.SendAsync(keep.Message, cancellationToken);
    }

    private Ending Refused(FrameVerdict refusal, bool hadData) =>
        new(refusal.Reason, $"the venue ended the connection: {refusal.Code} {feed.Explain(refusal.Code)}", hadData, GapCause.Disconnect,
            refusal.Reason is Reason.RateLimit ? RestAfterTooMany : null);

    private bool IsOverBudget(Outbox outbox) => outbox.Held > limits.StreamBytes || (limits.IsExceeded && outbox.Held > 0);

    /// <summary>Lets the socket wait for a moment. When that did not help, what cannot be held is given up, counted and recorded.</summary>
    private async ValueTask PauseAsync(FrameIntake intake, Outbox outbox, CancellationToken cancellationToken)
    {
        if (!IsOverBudget(outbox))
        {
            await symbols.WaitForRoomAsync(limits.MaxPause, cancellationToken);
            return;
        }

        await outbox.WhenEmptyAsync().WaitAsync(limits.MaxPause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsOverBudget(outbox) || outbox.GiveUp() is not { } refused) return;
        intake.Refused(refused.Through, refused.Ticks);
        LogRefused(Key, refused.Ticks);
    }
}
