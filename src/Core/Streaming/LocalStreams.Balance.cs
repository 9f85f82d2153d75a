using Microsoft.Extensions.Logging;

namespace OrleansTicks.Core;

/// <summary>Even streams over nodes: who has two more than the poorest gives one away; who is to be empty, or ends, gives all away. Each time the others take it at once.</summary>
public sealed partial class LocalStreams
{
    /// <summary>It must have been uneven for so long: what is known of the others is a second old, and each move needs its time.</summary>
    private static readonly TimeSpan UnevenFor = TimeSpan.FromSeconds(2);

    /// <summary>What one at its end waits for the others to take what it gave.</summary>
    private static readonly TimeSpan TakenWithin = TimeSpan.FromMilliseconds(600);

    /// <summary>All hand-overs of an end take at most about so long.</summary>
    private static readonly TimeSpan Leaving = TimeSpan.FromSeconds(4);

    private StreamKey? _given;
    private Task _giving = Task.CompletedTask;
    private long? _unevenSince;
    private volatile NodeDuty _duty;

    /// <summary>Gives one stream away where another node should have it. One at a time, and only while everything else is in its place.</summary>
    private void GiveAway(LeaseLook look, long now)
    {
        if (!_giving.IsCompleted) return;
        var mine = _known.All.Where(stream => stream.Runner is { IsOwned: true }).ToList();
        if (_keeper.Trouble is not null || look.Free.Count > 0 || !HasTooMany(mine.Count))
        {
            _unevenSince = null;
            return;
        }

        _unevenSince ??= now;
        if (now - _unevenSince < UnevenFor.Ticks / TimeSpan.TicksPerMicrosecond) return;
        var stream = mine[^1];
        (_given, _unevenSince) = (stream.Key, null);
        LogGiven(stream.Key, _duty is NodeDuty.Draining ? "this node is being drained" : "another node has fewer");
        _giving = stream.Runner!.EndAsync(Reason.Rebalance);   // never fails; the next look sees that it is free
    }

    private bool HasTooMany(int mine)
    {
        var others = _nodes.Where(node => node is { IsThis: false, IsLive: true, Card.Duty: NodeDuty.Open }).ToList();
        return mine > 0 && others.Count > 0 && (_duty is NodeDuty.Draining || mine - others.Min(node => node.Streams) >= 2);
    }

    /// <summary>At the end: a few at a time, the next when the others have taken the last, so that no stream waits for all the others to be closed.</summary>
    private async Task HandOverAllAsync()
    {
        var mine = _known.All.Where(stream => stream.Runner is { IsOwned: true }).Select(stream => stream.Runner!).ToList();
        if (mine.Count == 0 || !_nodes.Any(node => node is { IsThis: false, IsLive: true, Card.Duty: NodeDuty.Open }) || !await StepDownAsync()) return;
        var rounds = (int)(Leaving / TakenWithin);
        foreach (var some in mine.Chunk(Math.Max(1, (mine.Count + rounds - 1) / rounds)))
        {
            if (_keeper.Trouble is not null) return;
            await Task.WhenAll(some.Select(runner => runner.EndAsync(Reason.Deploy)));
            await WhenTakenAsync([.. some.Select(runner => runner.Plan.Key)]);
        }
    }

    /// <summary>Not counted among those that share the streams any more, or each of the others would think it has its share already.</summary>
    private async Task<bool> StepDownAsync()
    {
        try
        {
            await _store.Leases.SetDutyAsync(_keeper.Node.Id.ToString(), NodeDuty.Draining, CancellationToken.None).WaitAsync(TakenWithin, _time);
            return true;
        }
        catch (Exception away) when (away is StoreException or TimeoutException)
        {
            return false;   // all at once then: nobody could take them one by one
        }
    }

    private async Task WhenTakenAsync(HashSet<StreamKey> streams)
    {
        var began = _time.GetTimestamp();
        try
        {
            while (_time.GetElapsedTime(began) < TakenWithin)
            {
                var owned = await _store.Leases.ReadStatusAsync(CancellationToken.None).WaitAsync(TakenWithin, _time);
                streams.ExceptWith(owned.Select(report => report.Stream));
                if (streams.Count == 0) return;
                await Task.Delay(TimeSpan.FromMilliseconds(50), _time);
            }
        }
        catch (Exception away) when (away is StoreException or TimeoutException)
        {
            LogSweepFailed(away.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Stream {Stream} is given away: {Why}")]
    private partial void LogGiven(StreamKey stream, string why);
}
