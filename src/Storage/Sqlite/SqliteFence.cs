using Microsoft.Data.Sqlite;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Says which leases of a batch are still their streams' own. Asked inside the transaction, so that no taker comes between.</summary>
internal sealed class SqliteFence(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _owner = new(connection, "select stream, epoch from stream_lease where lease = ?");
    private readonly HashSet<int> _open = [];
    private readonly List<bool> _slots = [];
    private readonly List<int> _fenced = [];

    /// <summary>Leases that may no longer commit, of the batch last looked at.</summary>
    public IReadOnlyList<int> Fenced => [.. _fenced];

    public void Look(TickBatch batch)
    {
        _open.Clear();
        _slots.Clear();
        _fenced.Clear();
        foreach (var stream in batch.Streams)
        {
            var open = Owner(stream.Lease) is { } owner && owner == (stream.Stream, stream.Epoch);
            _slots.Add(open);
            Note(stream.Lease, open);
        }

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
        if (!_open.Contains(lease) && !_fenced.Contains(lease)) Note(lease, Owner(lease) is not null);
    }

    private void Note(int lease, bool open)
    {
        if (open) _open.Add(lease);
        else if (!_fenced.Contains(lease)) _fenced.Add(lease);
    }

    private (int Stream, long Epoch)? Owner(int lease)
    {
        _owner.Bind(1, lease);
        try
        {
            return _owner.Step() ? ((int)_owner.GetInt64(0), _owner.GetInt64(1)) : null;
        }
        finally
        {
            _owner.Reset();
        }
    }
}
