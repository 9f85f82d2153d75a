using Microsoft.Data.Sqlite;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Names, plans and ownerships: everything that changes seldom.</summary>
internal sealed class SqliteStreams(SqliteConnection connection)
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
