using Microsoft.Data.Sqlite;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Names, plans and ownerships: everything that changes seldom.</summary>
internal sealed class SqliteStreams(SqliteConnection connection, TimeProvider time)
{
    public IReadOnlyList<Instrument> Register(IReadOnlyList<string> identities) => connection.InTransaction(() =>
    {
        using var add = connection.Command("insert into instrument (name) values ($name) on conflict (name) do nothing");
        using var find = connection.Command("select id from instrument where name = $name");
        var (added, found) = (add.Parameters.Add("$name", SqliteType.Text), find.Parameters.Add("$name", SqliteType.Text));
        var instruments = new List<Instrument>(identities.Count);
        foreach (var identity in identities)
        {
            added.Value = found.Value = identity;
            if (find.ExecuteScalar() is not long id)
            {
                add.ExecuteNonQuery();
                id = (long)find.ExecuteScalar()!;
            }

            instruments.Add(new Instrument((int)id, identity));
        }

        return instruments;
    });

    public StreamEpoch OpenEpoch(StreamKey key) => connection.InTransaction(() =>
    {
        var now = time.NanosecondsNow();
        connection.Execute("insert into stream (key) values ($key) on conflict (key) do nothing", ("$key", key.ToString()));
        var stream = (long)connection.Scalar("select id from stream where key = $key", ("$key", key.ToString()))!;
        // Milliseconds keep epochs growing even over a store that was restored from an older copy.
        var last = connection.Scalar("select max(epoch) from stream_epoch where stream = $stream", ("$stream", stream)) as long? ?? 0;
        var epoch = Math.Max(last + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
        connection.Execute("update stream_epoch set valid_to = $now where stream = $stream and valid_to is null", ("$now", now), ("$stream", stream));
        var lease = (long)connection.Scalar("insert into stream_epoch (stream, epoch, valid_from) values ($stream, $epoch, $now) returning lease",
            ("$stream", stream), ("$epoch", epoch), ("$now", now))!;
        connection.Execute("""
            insert into stream_lease values ($stream, $lease, $epoch)
            on conflict (stream) do update set lease = excluded.lease, epoch = excluded.epoch
            """,
            ("$stream", stream), ("$lease", lease), ("$epoch", epoch));
        connection.Execute("insert into event (time, stream, lease, what, detail) values ($now, $stream, $lease, 'epoch', $detail)",
            ("$now", now), ("$stream", stream), ("$lease", lease), ("$detail", $"lease {lease}, epoch {epoch}"));
        var mark = connection.Query("select lease, n, connection, frame, instrument, kind, identity, received, time from stream_mark where stream = $stream",
            row => SqliteRows.ReadPosition(row, 0), ("$stream", stream));
        return new StreamEpoch((int)stream, (int)lease, epoch, mark.Count > 0 ? mark[0] : null);
    });

    public void Save(IReadOnlyList<DesiredStream> streams) => connection.InTransaction(() =>
    {
        foreach (var (plan, run, generation, url) in streams)
        {
            connection.Execute("""
                insert into stream (key, feed, mode, instruments, run, generation, url) values ($key, $feed, $mode, $instruments, $run, $generation, $url)
                on conflict (key) do update set
                    feed = excluded.feed, mode = excluded.mode, instruments = excluded.instruments,
                    run = excluded.run, generation = excluded.generation, url = excluded.url
                where stream.generation is null or stream.generation <= excluded.generation
                """,
                ("$key", plan.Key.ToString()), ("$feed", plan.Feed), ("$mode", plan.Mode.Word()),
                ("$instruments", $"[{string.Join(',', plan.Instruments.Select(instrument => instrument.Id))}]"),
                ("$run", run ? 1 : 0), ("$generation", generation), ("$url", url));
        }
    });

    public IReadOnlyList<BookMark> LoadBooks(IReadOnlyList<int> instruments)
    {
        using var command = connection.Command("select instrument, kind, identity, time from latest where instrument = $instrument order by kind");
        var instrument = command.Parameters.Add("$instrument", SqliteType.Integer);
        var marks = new List<BookMark>();
        foreach (var id in instruments)
        {
            instrument.Value = id;
            using var rows = command.ExecuteReader();
            while (rows.Read())
                marks.Add(new BookMark(rows.GetInt32(0), (TickKind)rows.GetByte(1), rows.GetInt64(2), SqliteTime.Microseconds(rows.GetInt64(3))));
        }

        return marks;
    }

    public long GetCursor(Guid spool) =>
        connection.Scalar("select sequence from spool_cursor where spool = $spool", ("$spool", spool.ToString())) as long? ?? 0;
}
