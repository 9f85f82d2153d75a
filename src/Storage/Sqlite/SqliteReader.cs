using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using OrleansTicks.Core;
using static SQLitePCL.raw;

namespace OrleansTicks.Storage;

/// <summary>Reads a store file without owning it, beside a running node or without one; sees what is committed and changes nothing.</summary>
/// <remarks>Rows are fetched some thousand at a time, each time anew, so that a slow reader never keeps the node's log from being folded in.</remarks>
public sealed class SqliteReader : ITickReader
{
    private const int RowsAtOnce = 4_096;
    private readonly string _path;

    private SqliteReader(string path) => _path = path;

    /// <exception cref="StoreRefusedException">There is no such file, or it is no store of this build; the message says what would do.</exception>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public static async Task<ITickReader> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new StoreRefusedException($"there is no store {full}; a node makes it (ticks up --store sqlite:{full}), or name another with --store.");
        var reader = new SqliteReader(full);
        await reader.RunAsync(
            connection =>
            {
                SqliteSchema.CheckForReading(connection, full);
                return true;
            },
            cancellationToken);
        return reader;
    }

    public Task<IReadOnlyList<Instrument>> ListInstrumentsAsync(CancellationToken cancellationToken) => RunAsync(SqliteRows.ListInstruments, cancellationToken);

    public async IAsyncEnumerable<Tick> ReadTicksAsync(
        int instrument, bool quotes, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var days = await RunAsync(SqliteDays.List, cancellationToken);
        foreach (var day in days)
        {
            var (start, end) = (Start(day), Start(day.AddDays(1)));
            if (end <= from || start >= to) continue;
            var rows = new List<Tick>();
            var next = new Place(SqliteTime.Nanoseconds(Math.Max(start, from)), 0, long.MinValue);
            var until = SqliteTime.Nanoseconds(Math.Min(end, to));
            do
            {
                var begin = next;
                next = await RunAsync(connection => Fetch(connection, day, instrument, quotes, begin, until, rows), cancellationToken);
                foreach (var row in rows) yield return row;
            }
            while (rows.Count == RowsAtOnce);
        }
    }

    public async IAsyncEnumerable<Tick> ReadRowsAsync(
        int instrument, TickKind kind, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var day in await RunAsync(SqliteDays.List, cancellationToken))
        {
            var (start, end) = (Start(day), Start(day.AddDays(1)));
            if (end <= from || start >= to) continue;
            var (begin, until) = (SqliteTime.Nanoseconds(Math.Max(start, from)), SqliteTime.Nanoseconds(Math.Min(end, to)));
            var rows = new List<Tick>();
            do
            {
                var behind = rows.Count == 0 ? (Tick?)null : rows[^1];
                rows = await RunAsync(connection => SqliteKinds.Fetch(connection, day, (instrument, kind), (begin, until), behind, RowsAtOnce), cancellationToken);
                foreach (var row in rows) yield return row;
            }
            while (rows.Count == RowsAtOnce);
        }
    }

    public Task<IReadOnlyList<(string Stream, Gap Gap)>> ListGapsAsync(long from, long to, int limit, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<(string, Gap)>>(
        connection => connection.Query("""
            select s.key, g.stream, g.cause, g.instrument, g.kind, g.missing,
                g.last_lease, g.last_n, g.last_connection, g.last_frame, g.last_instrument, g.last_kind, g.last_identity, g.last_received, g.last_time,
                g.first_lease, g.first_n, g.first_connection, g.first_frame, g.first_instrument, g.first_kind, g.first_identity, g.first_received, g.first_time
            from gap g join stream s on s.id = g.stream
            where g.first_received >= $from and case when g.last_lease > 0 then g.last_received else g.first_received end < $to
                and not (g.cause = 2 and g.last_lease = 0)   -- held open for what an owner before may still have in its spool
            order by g.first_received, g.stream, g.first_n, g.instrument, g.cause
            limit $limit
            """,
            row => (row.GetString(0), SqliteRows.ReadGap(row, 1)),
            ("$from", SqliteTime.Nanoseconds(from)), ("$to", SqliteTime.Nanoseconds(to)), ("$limit", limit)),
        cancellationToken);

    public Task<IReadOnlyList<StreamEvent>> ListEventsAsync(long after, string? stream, int limit, CancellationToken cancellationToken) =>
        RunAsync(connection => SqliteRows.ListEvents(connection, after, stream, limit), cancellationToken);

    public Task<IReadOnlyList<(int Stream, DesiredStream Desired)>> ListStreamsAsync(CancellationToken cancellationToken) =>
        RunAsync(SqliteRows.ListStreams, cancellationToken);

    public ValueTask DisposeAsync()
    {
        using var connection = SqliteConnections.Reader(_path);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    private static long Start(DateOnly day) => TickTime.FromDateTimeOffset(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));

    /// <summary>Fills <paramref name="rows"/> with what lies behind <paramref name="begin"/> and returns the place of the last one.</summary>
    private static Place Fetch(SqliteConnection connection, DateOnly day, int instrument, bool quotes, Place begin, long until, List<Tick> rows)
    {
        rows.Clear();
        var (table, kind) = quotes ? ("quote", "4") : ("tick", "kind");
        // The day may have been dropped since the days were listed.
        if (connection.Scalar("select 1 from sqlite_schema where name = $name", ("$name", $"{table}_{SqliteDays.Name(day)}")) is null) return begin;
        // +instrument: were it known as constant, SQLite would not see that the key has the rows in this order already, and sort.
        using var command = connection.Command($"""
            select time, {kind}, identity, received, flags, {(quotes ? "bid, bid_size, scales, ask, ask_size" : "price, size, scale << 16, 0, 0")}
            from {table}_{SqliteDays.Name(day)}
            where +instrument = $instrument and time >= $time and time < $until and (time > $time or ({kind}, identity) > ($kind, $identity))
            order by time, instrument, {(quotes ? "" : "kind, ")}identity
            limit {RowsAtOnce}
            """,
            ("$instrument", instrument), ("$time", begin.Time), ("$until", until), ("$kind", begin.Kind), ("$identity", begin.Identity));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var time = reader.GetInt64(0);
            var row = new Tick
            {
                Time = SqliteTime.Microseconds(time), Kind = (TickKind)reader.GetByte(1), Identity = reader.GetInt64(2),
                Received = SqliteTime.Microseconds(reader.GetInt64(3)),
                Flags = (ushort)((ushort)reader.GetInt32(4) | SqliteTime.Rest(time)), Price = reader.GetInt64(5), Size = reader.GetInt64(6),
                Ask = reader.GetInt64(8), AskSize = reader.GetInt64(9), Instrument = instrument,
            };
            SqliteScales.Unpack(reader.GetInt64(7), ref row);
            rows.Add(row);
            begin = new Place(time, (int)row.Kind, row.Identity);
        }

        return begin;
    }

    /// <summary>On a thread of its own: a scan for a quiet instrument may take a while, which no thread of the pool should.</summary>
    private async Task<T> RunAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await Task.Factory.StartNew(
                () =>
                {
                    using var connection = SqliteConnections.OpenReader(_path);
                    using var interrupt = cancellationToken.Register(() => sqlite3_interrupt(connection.Handle));
                    return work(connection);
                },
                cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLITE_INTERRUPT && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Translate(e, _path);
        }
    }

    private readonly record struct Place(long Time, int Kind, long Identity);
}
