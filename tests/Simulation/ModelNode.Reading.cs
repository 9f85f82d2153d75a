using OrleansTicks.Core;

namespace OrleansTicks.Simulation;

/// <summary>From the socket to the store.</summary>
internal sealed partial class ModelNode
{
    private void Connect(Owned owned)
    {
        if (_owned.GetValueOrDefault(owned.Stream) != owned) return;
        if (_options.Deadline && !owned.Hold.IsHeld(Steady)) return;
        owned.Number++;
        owned.Frame = 0;
        owned.Connection = _exchange.Open(
            owned.Stream, owned.Lease,
            frame: (connection, id) => Post(Arrival(), () => Read(owned, connection, id)),
            closed: () => Post(6_000, () => Closed(owned)));
    }

    /// <summary>Frames come in the order in which they were sent.</summary>
    private long Arrival()
    {
        _lastArrival = Math.Max(_lastArrival + 1, _scheduler.Now + _scheduler.Between(100, 5_000));
        return _lastArrival - _scheduler.Now;
    }

    private void Closed(Owned owned)
    {
        if (_owned.GetValueOrDefault(owned.Stream) != owned) return;
        owned.Continuity.Disconnected(GapCause.Closed, owned.Gaps);
        owned.Connection = -1;
        Post(_scheduler.Between(0, 500_000), () => Connect(owned));
    }

    private void Read(Owned owned, int connection, long id)
    {
        if (_owned.GetValueOrDefault(owned.Stream) != owned || owned.Connection != connection) return;
        if (_options.Deadline && !owned.Hold.IsHeld(Steady))
        {
            Lose(owned, "it read after its deadline");
            return;
        }

        _oracle.Read(owned.Stream, owned.Lease, id, _readsOn);
        var wall = _scheduler.Now + WallStep;
        var position = new Position(owned.Lease, ++owned.N, owned.Number, owned.Frame++, owned.Stream + 1, TickKind.Trade, id, wall, wall);
        owned.Continuity.Proven(position, consecutive: false, owned.Gaps);
        owned.Read.Add(position);
        owned.ReceivedBy = owned.Hold.ReceivedBy(Steady);
        if (_flushing) return;
        _flushing = true;
        Post(_scheduler.Between(0, 20_000), Flush);
    }

    /// <summary>What was read becomes durable, and with that accepted. What no ownership can answer for any more is let go.</summary>
    private void Flush()
    {
        _flushing = false;
        var batch = new TickBatch(16);
        foreach (var owned in _owned.Values.Where(owned => owned.Read.Count > 0).ToList())
        {
            if (!_options.Deadline || owned.Hold.IsHeld(Steady)) Take(owned, batch);
            else Lose(owned, "it would have handed on after its deadline");
            owned.Read.Clear();
            owned.Gaps.Clear();
        }

        if (batch.Count > 0) Append(batch);
    }

    private static void Take(Owned owned, TickBatch batch)
    {
        var slot = batch.Declare(new BatchStream(owned.Stream, owned.Lease, owned.Lease, owned.Read[0].N, owned.Read[^1]) { First = owned.Read[0], ReceivedBy = owned.ReceivedBy });
        foreach (var position in owned.Read)
            batch.Add(new Tick { Slot = slot, Instrument = position.Instrument, Kind = TickKind.Trade, Identity = position.Identity, Time = position.Time, Received = position.Received });
        batch.Gaps.AddRange(owned.Gaps);
    }

    private void Append(TickBatch batch)
    {
        _files.DiesNow = MayDie && _scheduler.Maybe(0.002);
        var entry = _spool!.Append(batch);
        foreach (ref readonly var tick in batch.Ticks) _oracle.Accept(batch.Streams[tick.Slot], tick.Identity, _readsOn);
        _queue.Add(entry);
        CommitNext();
    }

    private void CommitNext()
    {
        if (_committing || _queue.Count == 0) return;
        _committing = true;
        var taken = new List<SpoolEntry> { _queue[0] };
        var batch = ReadBack(_queue[0]);
        while (_alone == 0 && taken.Count < _queue.Count && taken.Count < 50 && _scheduler.Maybe(0.9))
        {
            batch.Append(ReadBack(_queue[taken.Count]));
            taken.Add(_queue[taken.Count]);
        }

        Call(() => _store.Commit(batch), (past, _) =>
        {
            _committing = false;
            _alone = past is null ? taken.Count : Math.Max(0, _alone - 1);
            if (past is not null)
            {
                _queue.RemoveRange(0, taken.Count);
                foreach (var entry in taken) _spool!.Release(entry);
                foreach (var owned in _owned.Values.Where(owned => past.Contains(owned.Lease)).ToList()) Lose(owned, "a commit found it past");
            }

            CommitNext();
        }, () =>
        {
            _committing = false;
            Post(_scheduler.Between(1_000, 300_000), CommitNext);
        }, 2_000_000);
    }

    private TickBatch ReadBack(SpoolEntry entry)
    {
        var batch = new TickBatch(entry.Rows);
        _spool!.Read(entry, batch);
        return batch;
    }

    private void Lose(Owned owned, string why)
    {
        owned.Hold.Lose(Reason.OwnerLost, why);
        _owned.Remove(owned.Stream);
        _exchange.Close(owned.Connection);
        _scheduler.Tell($"{Name} lost lease {owned.Lease} of {owned.Stream}: {why}");
    }

    /// <summary>An end in order: the socket first, then what was read, then the ownership.</summary>
    private void End(Owned owned)
    {
        _owned.Remove(owned.Stream);
        _exchange.Close(owned.Connection);
        _scheduler.Tell($"{Name} ends lease {owned.Lease} of {owned.Stream}");
        var batch = new TickBatch(16);
        if (owned.Read.Count > 0 && owned.Hold.IsHeld(Steady)) Take(owned, batch);
        if (batch.Count > 0) Append(batch);
        GiveBack(owned, Steady + 1_000_000);
    }

    private void GiveBack(Owned owned, long until)
    {
        if (_queue.Count > 0 && Steady < until)
        {
            Post(20_000, () => GiveBack(owned, until));
            return;
        }

        Call(() =>
        {
            _store.Release(_index, owned.Lease);
            return true;
        }, (_, _) => { }, () => { });
    }
}
