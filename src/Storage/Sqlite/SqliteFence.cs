using Microsoft.Data.Sqlite;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Says which leases of a batch may commit: their streams' current ones, and past ones whose rows were all received before their successors began.
/// Asked inside the transaction, so that no taker comes between.</summary>
internal sealed class SqliteFence(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _owner = new(connection,
        "select e.stream, e.epoch, l.lease is not null, coalesce(e.valid_to, 0) from stream_epoch e left join stream_lease l on l.lease = e.lease where e.lease = ?");
    private readonly HashSet<int> _open = [];
    private readonly List<bool> _slots = [];
    private readonly List<int> _fenced = [];
    private readonly List<int> _past = [];

    /// <summary>Leases of the batch last looked at that may no longer commit.</summary>
    public IReadOnlyList<int> Fenced => [.. _fenced];

    /// <summary>Past ones that may, because all was received in time.</summary>
    public IReadOnlyList<int> Past => [.. _past];

    /// <exception cref="StoreException"><see cref="StoreFaults.Fenced"/>: joined batches name a past lease; only by itself each can be judged.</exception>
    public void Look(TickBatch batch)
    {
        _open.Clear();
        _slots.Clear();
        _fenced.Clear();
        _past.Clear();
        foreach (var stream in batch.Streams)
        {
            var owner = Owner(stream.Lease);
            var known = owner is { } epoch && (epoch.Stream, epoch.Epoch) == (stream.Stream, stream.Epoch);
            var inTime = known && stream.ReceivedBy > 0 && SqliteTime.Nanoseconds(stream.ReceivedBy) <= owner!.Value.ValidTo;
            var open = known && (owner!.Value.Current || inTime);
            _slots.Add(open);
            Note(stream.Lease, open);
            if (open && !owner!.Value.Current) _past.Add(stream.Lease);
        }

        if (batch.Joined && (_fenced.Count > 0 || _past.Count > 0)) throw new StoreException(StoreFaults.Fenced, "a lease of the joined batches is a past one");
        foreach (var gap in batch.Gaps) LookAt(gap.First.Lease);
        foreach (var row in batch.Latest) LookAt(row.Lease);
        foreach (var row in batch.Quarantined) LookAt(row.Lease);
    }

    public bool IsOpen(int lease) => _open.Contains(lease);

    /// <summary>The same of the lease that a row's slot names.</summary>
    public bool IsOpenSlot(int slot) => _slots[slot];

    public void Dispose() => _owner.Dispose();

    private void LookAt(int lease)
    {
        if (!_open.Contains(lease) && !_fenced.Contains(lease)) Note(lease, Owner(lease) is { Current: true });
    }

    private void Note(int lease, bool open)
    {
        if (open) _open.Add(lease);
        else if (!_fenced.Contains(lease)) _fenced.Add(lease);
    }

    private (int Stream, long Epoch, bool Current, long ValidTo)? Owner(int lease)
    {
        _owner.Bind(1, lease);
        try
        {
            return _owner.Step() ? ((int)_owner.GetInt64(0), _owner.GetInt64(1), _owner.GetInt64(2) != 0, _owner.GetInt64(3)) : null;
        }
        finally
        {
            _owner.Reset();
        }
    }
}
