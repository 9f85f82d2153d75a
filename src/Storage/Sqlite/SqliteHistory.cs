using Microsoft.Data.Sqlite;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>What a commit writes beside its rows: marks, gaps, quarantined rows.</summary>
internal sealed class SqliteHistory(SqliteConnection connection, TimeProvider time) : IDisposable
{
    private readonly SqliteStatement _mark = new(connection, """
        insert into stream_mark (stream, lease, n, connection, frame, instrument, kind, identity, received, time)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (stream, lease) do update set
            n = excluded.n, connection = excluded.connection, frame = excluded.frame, instrument = excluded.instrument,
            kind = excluded.kind, identity = excluded.identity, received = excluded.received, time = excluded.time
        where excluded.n > stream_mark.n
        """);

    private readonly SqliteStatement _gap = new(connection, """
        insert into gap (stream, cause, instrument, kind, missing,
            last_lease, last_n, last_connection, last_frame, last_instrument, last_kind, last_identity, last_received, last_time,
            first_lease, first_n, first_connection, first_frame, first_instrument, first_kind, first_identity, first_received, first_time)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (stream, first_lease, first_n, last_lease, last_n, cause, instrument, kind) do nothing
        """);

    /// <summary>What an owner had accepted came in behind its successor: the successor's gap begins later.</summary>
    public void ShrinkGap(BatchStream stream) => connection.Execute("""
        update or ignore gap set
            last_lease = $lease, last_n = $n, last_connection = $connection, last_frame = $frame, last_instrument = $instrument, last_kind = $kind,
            last_identity = $identity, last_received = $received, last_time = $time
        where stream = $stream and cause = $epoch and first_lease > $lease and (last_lease, last_n) < ($lease, $n)
        """,
        ("$lease", stream.Last.Lease), ("$n", stream.Last.N), ("$connection", stream.Last.Connection), ("$frame", stream.Last.Frame),
        ("$instrument", stream.Last.Instrument), ("$kind", (int)stream.Last.Kind), ("$identity", stream.Last.Identity),
        ("$received", SqliteTime.Nanoseconds(stream.Last.Received)), ("$time", SqliteTime.Nanoseconds(stream.Last.Time)),
        ("$stream", stream.Stream), ("$epoch", (int)GapCause.Epoch));

    /// <summary>The ownership's last position; it only moves forward.</summary>
    public void PutMark(BatchStream stream)
    {
        _mark.Bind(1, stream.Stream);
        BindPosition(_mark, 2, stream.Last);
        _mark.Run();
    }

    /// <summary>A gap that is there already changes nothing. One that a new owner opens begins where the one before stands by now.</summary>
    public void PutGap(Gap gap)
    {
        if (gap.Cause is GapCause.Epoch && MarkBefore(gap.Stream, gap.First.Lease) is { } mark && (gap.Last is not { } last || (mark.Lease, mark.N).CompareTo((last.Lease, last.N)) > 0))
            gap = gap with { Last = mark };
        _gap.Bind(1, gap.Stream);
        _gap.Bind(2, (long)gap.Cause);
        _gap.Bind(3, gap.Instrument);
        _gap.Bind(4, (long)gap.Kind);
        _gap.Bind(5, gap.Missing);
        BindPosition(_gap, 6, gap.Last ?? default);
        BindPosition(_gap, 15, gap.First);
        _gap.Run();
    }

    public void PutQuarantined(QuarantinedRow row) => connection.Execute("""
        insert into quarantine (at, lease, reason, instrument, kind, time_us, received_us, identity, price, size, ask, ask_size, scales, flags)
        values ($at, $lease, $reason, $instrument, $kind, $time, $received, $identity, $price, $size, $ask, $ask_size, $scales, $flags)
        """,
        ("$at", time.NanosecondsNow()), ("$lease", row.Lease), ("$reason", row.Reason), ("$instrument", row.Tick.Instrument), ("$kind", (int)row.Tick.Kind),
        ("$time", row.Tick.Time), ("$received", row.Tick.Received), ("$identity", row.Tick.Identity), ("$price", row.Tick.Price), ("$size", row.Tick.Size),
        ("$ask", row.Tick.Ask), ("$ask_size", row.Tick.AskSize), ("$scales", SqliteScales.Pack(row.Tick)), ("$flags", (int)row.Tick.Flags));

    public void Dispose()
    {
        _mark.Dispose();
        _gap.Dispose();
    }

    private Position? MarkBefore(int stream, int lease)
    {
        var marks = connection.Query("select lease, n, connection, frame, instrument, kind, identity, received, time from stream_mark where stream = $stream and lease < $lease order by lease desc limit 1",
            row => SqliteRows.ReadPosition(row, 0), ("$stream", stream), ("$lease", lease));
        return marks.Count > 0 ? marks[0] : null;
    }

    /// <summary>Nine parameters from <paramref name="index"/> on.</summary>
    private static void BindPosition(SqliteStatement statement, int index, Position position)
    {
        statement.Bind(index, position.Lease);
        statement.Bind(index + 1, position.N);
        statement.Bind(index + 2, position.Connection);
        statement.Bind(index + 3, position.Frame);
        statement.Bind(index + 4, position.Instrument);
        statement.Bind(index + 5, (long)position.Kind);
        statement.Bind(index + 6, position.Identity);
        statement.Bind(index + 7, SqliteTime.Nanoseconds(position.Received));
        statement.Bind(index + 8, SqliteTime.Nanoseconds(position.Time));
    }
}
