using Microsoft.Data.Sqlite;
using OrleansTicks.Core;
using static SQLitePCL.raw;

namespace OrleansTicks.Storage;

/// <summary>Puts batches in: cursor, fence, rows, marks, gaps, newest prices and quarantine in one transaction.</summary>
internal sealed class SqliteCommits(SqliteConnection connection, SqliteDays days, TimeProvider time) : IDisposable
{
    private const int RowsBetweenLooks = 512;

    private readonly SqliteFence _fence = new(connection);
    private readonly SqliteLatest _latest = new(connection);
    private readonly SqliteHistory _history = new(connection, time);

    public CommitResult Commit(TickBatch batch, CancellationToken cancellationToken)
    {
        days.Ensure(batch.Ticks);
        return connection.InTransaction(() =>
        {
            if (!MoveCursor(batch.Spool, batch.Sequence)) return new CommitResult(Replayed: true, 0, 0, [], 0);
            _fence.Look(batch);
            var rows = PutRows(batch, 0, batch.Count, cancellationToken);
            _latest.Put(batch, _fence);
            // Gaps before marks: where a stream stood is asked of its mark.
            foreach (var gap in batch.Gaps.Where(gap => _fence.IsOpen(gap.First.Lease))) _history.PutGap(gap);
            foreach (var stream in batch.Streams.Where(stream => _fence.IsOpen(stream.Lease))) _history.PutMark(stream);
            foreach (var stream in batch.Streams.Where(stream => _fence.Past.Contains(stream.Lease))) _history.ShrinkGap(stream);
            foreach (var row in batch.Quarantined.Where(row => _fence.IsOpen(row.Lease))) _history.PutQuarantined(row);
            cancellationToken.ThrowIfCancellationRequested();
            return new CommitResult(Replayed: false, rows.Inserted, rows.Tried - rows.Inserted, _fence.Fenced, batch.Count - rows.Tried)
            {
                PastLeases = _fence.Past,
            };
        });
    }

    /// <summary>Does what a commit of these rows would do, and undoes it.</summary>
    public void Probe(TickBatch batch, int start, int count, CancellationToken cancellationToken)
    {
        days.Ensure(batch.Ticks.Slice(start, count));
        connection.Run("begin immediate");
        try
        {
            _fence.Look(batch);
            PutRows(batch, start, count, cancellationToken);
        }
        finally
        {
            connection.RollBack();
        }
    }

    public void Dispose()
    {
        _fence.Dispose();
        _latest.Dispose();
        _history.Dispose();
    }

    private bool MoveCursor(Guid spool, long sequence) => connection.Execute("""
        insert into spool_cursor values ($spool, $sequence)
        on conflict (spool) do update set sequence = excluded.sequence where spool_cursor.sequence < excluded.sequence
        """,
        ("$spool", spool.ToString()), ("$sequence", sequence)) > 0;

    private (int Tried, int Inserted) PutRows(TickBatch batch, int start, int count, CancellationToken cancellationToken)
    {
        var before = sqlite3_total_changes(connection.Handle);
        var tried = 0;
        var rows = batch.Ticks;
        SqliteDayTables? tables = null;
        for (var i = start; i < start + count; i++)
        {
            if (i % RowsBetweenLooks == 0) cancellationToken.ThrowIfCancellationRequested();
            ref readonly var row = ref rows[i];
            if (row.Slot >= batch.Streams.Count) throw new StoreException("22023", $"row {i} names stream {row.Slot} of a batch of {batch.Streams.Count}");
            if (!_fence.IsOpenSlot(row.Slot)) continue;
            if (tables is null || row.Time < tables.Start || row.Time >= tables.End) tables = days.Of(row.Time);
            tables.Insert(row, batch.Streams[row.Slot].Lease);
            tried++;
        }

        return (tried, sqlite3_total_changes(connection.Handle) - before);
    }
}
