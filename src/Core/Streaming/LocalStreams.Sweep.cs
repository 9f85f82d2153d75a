using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>The sweep: five times a second one look at the store, without a lock. Takes what is free, ends what is no longer wanted, learns what the others own.</summary>
public sealed partial class LocalStreams
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>A stream that has been free for so long may be taken by a node that has its share already.</summary>
    private static readonly TimeSpan AnyoneAfter = TimeSpan.FromSeconds(2);

    /// <summary>Streams that one node takes at a time when nobody else is there to share with.</summary>
    private const int MostAtOnce = 16;

    private volatile IReadOnlyList<NodeStatus> _nodes;
    private long _nodesAt;
    private long _statusAt = long.MinValue / 2;
    private long _version = long.MinValue;
    private string? _sweepTrouble;

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await SweepOnceAsync(cancellationToken);
                _sweepTrouble = null;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                foreach (var stream in _known.All.Where(stream => stream is { IsWanted: true, Runner.IsOwned: false, Report: null })) stream.Runner!.Rest(StreamState.Starting, $"waits for the store: {failure.Message}");
                if (_sweepTrouble is null) LogSweepFailed(failure.Message);
                _sweepTrouble = failure.Message;
            }

            await _sweepNow.WaitAsync(SweepEvery, _time, cancellationToken);
        }
    }

    private async Task SweepOnceAsync(CancellationToken cancellationToken)
    {
        var sent = _time.SteadyMicroseconds();
        var look = await Limited(_store.Leases.LookAsync(cancellationToken));
        _keeper.Contact(sent);
        if (look.Version != _version)
        {
            await ReadWishesAsync(cancellationToken);
            _version = look.Version;
        }

        if (sent - _statusAt >= StatusEvery.Ticks / TimeSpan.TicksPerMicrosecond) await ReadStatusAsync(sent, cancellationToken);
        foreach (var stream in _known.All) EndUnwanted(stream);
        if ((_duty is NodeDuty.Open || _options.IsAlone) && _options.Takes) await TakeAsync(look, cancellationToken);
        GiveAway(look, sent);

        async Task<T> Limited<T>(Task<T> call) => await call.WaitAsync(Patience, _time, cancellationToken);
    }

    private async Task ReadWishesAsync(CancellationToken cancellationToken) =>
        _known.Update(await _store.LoadStreamsAsync(cancellationToken), plan => plan.Feed == _feed.Name ? NewRunner(plan) : null);

    private StreamRunner NewRunner(StreamPlan plan) => new(plan, _feed, _store, _writer, _symbols, _keeper, _turns, _limits, _time, _loggers, _options.Recorder, _options.OnlyInSession, _options.PlannedAge);

    /// <summary>What the others own, and who they are.</summary>
    private async Task ReadStatusAsync(long sent, CancellationToken cancellationToken)
    {
        var reports = await _store.Leases.ReadStatusAsync(cancellationToken).WaitAsync(Patience, _time, cancellationToken);
        var cards = await _store.Leases.ListNodesAsync(cancellationToken).WaitAsync(Patience, _time, cancellationToken);
        var storeNow = _keeper.Clock.AtMost(sent);
        reports = [.. reports.Select(report => report.Status is { } text && StatusText.SaidAt(text) is > 0 and var said
            ? report with { Age = TimeSpan.FromMicroseconds(Math.Max(report.Age.TotalMicroseconds, storeNow - said)) }
            : report)];
        var others = reports.Where(report => report.Owner != _keeper.Node.Id && report.Owner != Guid.Empty).ToDictionary(report => report.Stream);
        foreach (var stream in _known.All) stream.Reported(others.GetValueOrDefault(stream.Key), sent);
        var now = TickTime.ToDateTimeOffset(storeNow);
        var nodes = cards.Where(card => card.Id != _keeper.Node.Id).OrderBy(card => card.Name, StringComparer.Ordinal).ThenBy(card => card.Joined).Select(card =>
        {
            var its = others.Values.Where(report => report.Owner == card.Id).Select(report => _known.Find(report.Stream)).OfType<KnownStream>().ToList();
            var age = now - card.Beat;
            var fresh = _keeper.Profile.Beat * 2;
            return new NodeStatus(card, false, age <= fresh, age > TimeSpan.Zero ? age : TimeSpan.Zero, its.Count, its.Count(stream => stream.Status(fresh, sent, now).IsConnected));
        });
        var me = cards.FirstOrDefault(card => card.Id == _keeper.Node.Id) ?? _keeper.Node;
        Volatile.Write(ref _nodesAt, sent);
        _duty = me.Duty;
        _nodes = [new NodeStatus(me, true, _keeper.Trouble is null, TimeSpan.Zero, 0, 0), .. nodes];
        _statusAt = sent;
    }

    /// <summary>Ends what is ours and no longer wanted, or is to begin anew: also when the command came to another node.</summary>
    private void EndUnwanted(KnownStream stream)
    {
        if (stream.Runner?.Held is not { } held) return;
        var restart = Math.Max(held.Wish?.Restart ?? 0, stream.Wish.Restart);
        var wanted = held.Wish is { } told && told.Generation > stream.Wish.Generation ? told.Desired is DesiredState.Run : stream.IsWanted;
        if (wanted && restart <= held.Generation) return;
        _ = stream.Runner.EndAsync(Reason.Operator);   // never fails; a stream that ends slowly does not hold up the sweep
    }

    private async Task TakeAsync(LeaseLook look, CancellationToken cancellationToken)
    {
        if (look.Free.Count == 0 || _keeper.HoldsBack || _keeper.Trouble is not null) return;
        await _taking.WaitAsync(cancellationToken);
        try
        {
            var share = (look.Desired + Math.Max(1, look.Nodes) - 1) / Math.Max(1, look.Nodes);
            var mine = _known.All.Count(stream => stream.Runner is { IsOwned: true });
            var alone = look.Nodes <= 1;
            var taking = new List<Task>();
            foreach (var free in look.Free)
            {
                var isLong = free.For >= AnyoneAfter;
                if (free.Expired && _keeper.IsNew) continue;
                if (mine >= share && !isLong && !alone) continue;
                if (!isLong && !alone && free.Stream == _given) continue;   // it was given away for somebody else to take
                if (_known.Find(free.Stream) is not { IsWanted: true, Runner: { IsOwned: false } runner }) continue;
                taking.Add(TakeOneAsync(runner, cancellationToken));
                mine++;
                if (!alone || taking.Count >= MostAtOnce) break;
            }

            await Task.WhenAll(taking);
            if (taking.Count > 0 && alone && look.Free.Count > taking.Count) _sweepNow.Set();
        }
        finally
        {
            _taking.Release();
        }
    }

    private async Task TakeOneAsync(StreamRunner runner, CancellationToken cancellationToken)
    {
        try
        {
            var refused = _taker is null ? await runner.TakeAsync(cancellationToken) : await _taker.TakeAsync(runner.Plan.Key, cancellationToken);
            if (refused is null || runner.IsOwned) return;
            LogRefused(runner.Plan.Key, refused);
            runner.Rest(StreamState.Unassigned, refused);
        }
        catch (StoreException away)
        {
            LogRefused(runner.Plan.Key, away.Message);
            runner.Rest(StreamState.Starting, $"waits for the store: {away.Message}");
        }
    }

    [LoggerMessage(LogLevel.Debug, "Stream {Stream} was not taken: {Why}")]
    private partial void LogRefused(StreamKey stream, string why);

    [LoggerMessage(LogLevel.Warning, "The sweep cannot look at the store: {Problem}")]
    private partial void LogSweepFailed(string problem);
}
