using Microsoft.Data.Sqlite;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Lists that the node and readers ask alike.</summary>
internal static class SqliteRows
{
    public static IReadOnlyList<Instrument> ListInstruments(SqliteConnection connection) =>
        connection.Query("select id, name from instrument order by id", row => new Instrument(row.GetInt32(0), row.GetString(1)));

    /// <summary>Streams that were ever asked for, in order of id.</summary>
    public static IReadOnlyList<(int Stream, DesiredStream Desired)> ListStreams(SqliteConnection connection)
    {
        var instruments = ListInstruments(connection).ToDictionary(instrument => instrument.Id);
        var carried = connection
            .Query("select s.id, i.value from stream s, json_each(s.instruments) i order by s.id, i.key",
                row => (Stream: row.GetInt32(0), Instrument: row.GetInt32(1)))
            .ToLookup(row => row.Stream, row => instruments[row.Instrument]);
        return connection.Query("select id, key, feed, mode, desired, generation, url, restart, record from stream order by id", row =>
        {
            var key = StreamKey.TryParse(row.GetString(1), out var parsed) ? parsed : throw Unreadable(row.GetString(1), "key");
            var mode = Words.TryParse<FeedMode>(row.GetString(3), out var known) ? known : throw Unreadable(row.GetString(3), "mode");
            var plan = new StreamPlan(key, row.GetString(2), mode, [.. carried[row.GetInt32(0)]]);
            var desired = Words.TryParse<DesiredState>(row.GetString(4), out var wish) ? wish : throw Unreadable(row.GetString(4), "wish");
            return (row.GetInt32(0), new DesiredStream(plan, desired, row.GetInt64(5), row.IsDBNull(6) ? null : row.GetString(6)) { Restart = row.GetInt64(7), Record = row.GetBoolean(8) });
        });
    }

    /// <summary>Life changes in order of id; see <see cref="ITickReader.ListEventsAsync"/>.</summary>
    public static IReadOnlyList<StreamEvent> ListEvents(SqliteConnection connection, long after, string? stream, int limit)
    {
        var order = after == 0 ? "desc" : "asc";
        return connection.Query($"""
            select * from (
                select e.id, e.time, s.key, e.node, e.what, e.reason, e.detail from event e left join stream s on s.id = e.stream
                where e.id > $after and ($stream is null or e.stream in (select id from stream where key = $stream or substr(key, 1, length($stream) + 1) = $stream || '/'))
                order by e.id {order} limit $limit)
            order by id
            """,
            row => new StreamEvent(
                row.GetInt64(0), TickTime.ToDateTimeOffset(SqliteTime.Microseconds(row.GetInt64(1))), Text(row, 2), Text(row, 3), row.GetString(4), Text(row, 5), Text(row, 6)),
            ("$after", after), ("$stream", stream), ("$limit", limit));
    }

    /// <summary>Nine columns from <paramref name="column"/> on.</summary>
    public static Position ReadPosition(SqliteDataReader row, int column) => new(
        row.GetInt32(column), row.GetInt64(column + 1), row.GetInt32(column + 2), row.GetInt64(column + 3), row.GetInt32(column + 4),
        (TickKind)row.GetByte(column + 5), row.GetInt64(column + 6),
        SqliteTime.Microseconds(row.GetInt64(column + 7)), SqliteTime.Microseconds(row.GetInt64(column + 8)));

    /// <summary>Stream, cause, instrument, kind, missing and the two positions, from <paramref name="column"/> on.</summary>
    public static Gap ReadGap(SqliteDataReader row, int column)
    {
        Position? last = row.GetInt32(column + 5) == 0 ? null : ReadPosition(row, column + 5);
        long? missing = row.IsDBNull(column + 4) ? null : row.GetInt64(column + 4);
        return new Gap(row.GetInt32(column), (GapCause)row.GetByte(column + 1), last, ReadPosition(row, column + 14),
            row.GetInt32(column + 2), (TickKind)row.GetByte(column + 3), missing);
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static StoreException Unreadable(string value, string column) => new("XX001", $"table stream has the unreadable {column} '{value}'");
}
