using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>The table <c>latest</c>: the newest row of each instrument and kind, newer by (time, identity).</summary>
/// <remarks>
/// Every commit brings it up to its own rows, beyond the rows that the batch asks for: it costs a few percent here, and so the last ids of a book are
/// read from one small table instead of searched for in the days.
/// </remarks>
internal sealed class SqliteLatest(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _put = new(connection, """
        insert into latest (instrument, kind, time, identity, received, price, size, ask, ask_size, lease, scales, flags)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (instrument, kind) do update set
            time = excluded.time, identity = excluded.identity, received = excluded.received, price = excluded.price, size = excluded.size,
            ask = excluded.ask, ask_size = excluded.ask_size, lease = excluded.lease, scales = excluded.scales, flags = excluded.flags
        where (excluded.time, excluded.identity) > (latest.time, latest.identity)
        """);

    private readonly Dictionary<(int Instrument, TickKind Kind), int> _newest = [];

    /// <summary>Puts the newest rows of the batch in, those of fenced leases left out.</summary>
    public void Put(TickBatch batch, SqliteFence fence)
    {
        _newest.Clear();
        var rows = batch.Ticks;
        for (var i = 0; i < rows.Length; i++)
        {
            if (!rows[i].Kind.IsPrice() || !fence.IsOpenSlot(rows[i].Slot)) continue;
            ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_newest, (rows[i].Instrument, rows[i].Kind), out var known);
            if (!known || IsNewer(rows[i], rows[index])) index = i;
        }

        foreach (var index in _newest.Values) Put(rows[index], batch.Streams[rows[index].Slot].Lease);
        foreach (var row in batch.Latest)
        {
            if (fence.IsOpen(row.Lease) && SqliteTime.Fits(row.Tick.Time) && SqliteTime.Fits(row.Tick.Received)) Put(row.Tick, row.Lease);
        }
    }

    public void Dispose() => _put.Dispose();

    private static bool IsNewer(in Tick row, in Tick than) => row.Time > than.Time || (row.Time == than.Time && row.Identity > than.Identity);

    private void Put(in Tick row, int lease)
    {
        _put.Bind(1, row.Instrument);
        _put.Bind(2, (long)row.Kind);
        _put.Bind(3, SqliteTime.Nanoseconds(row.Time, row.Flags));
        _put.Bind(4, row.Identity);
        _put.Bind(5, row.Received * 1000);
        _put.Bind(6, row.Price);
        _put.Bind(7, row.Size);
        _put.Bind(8, row.Ask);
        _put.Bind(9, row.AskSize);
        _put.Bind(10, lease);
        _put.Bind(11, SqliteScales.Pack(row));
        _put.Bind(12, row.Flags & ~TickFlags.RestMask);
        _put.Run();
    }
}
