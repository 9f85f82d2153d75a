using Microsoft.Data.Sqlite;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>An open store file with its lock and its one writing connection. Everything here belongs to one thread at a time.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly NodeLock _lock;
    private readonly SqliteConnection _connection;

    private SqliteDatabase(NodeLock nodeLock, SqliteConnection connection, StoreInfo info, TimeProvider time)
    {
        (_lock, _connection, Info) = (nodeLock, connection, info);
        Days = new SqliteDays(connection, time);
        Commits = new SqliteCommits(connection, Days, time);
        Streams = new SqliteStreams(connection);
        Leases = new SqliteLeaseTable(connection, time);
    }

    public StoreInfo Info { get; }

    public SqliteDays Days { get; }

    public SqliteCommits Commits { get; }

    public SqliteStreams Streams { get; }

    public SqliteLeaseTable Leases { get; }

    public IReadOnlyList<Instrument> ListInstruments() => SqliteRows.ListInstruments(_connection);

    public IReadOnlyList<DesiredStream> ListStreams() => [.. SqliteRows.ListStreams(_connection).Select(row => row.Desired)];

    /// <summary>Takes the lock, makes or brings forward the schema and claims the file for one sort of data.</summary>
    /// <exception cref="StoreRefusedException">Another node has it, or it is not what was asked for.</exception>
    public static SqliteDatabase Open(string path, StoreOpening opening, TimeProvider time)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var nodeLock = NodeLock.Take(path);
        SqliteConnection? connection = null;
        try
        {
            connection = SqliteConnections.OpenWriter(path);
            SqliteSchema.Migrate(connection, path, time);
            var info = Claim(connection, path, opening);
            if (connection.Scalar("select 1 from sqlite_schema where name = 'candle'") is null) new SqliteDays(connection, time).JoinDays();
            return new SqliteDatabase(nodeLock, connection, info, time);
        }
        catch
        {
            connection?.Dispose();
            nodeLock.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Commits.Dispose();
        Days.Dispose();
        _connection.Dispose();
        _lock.Dispose();
    }

    private static StoreInfo Claim(SqliteConnection connection, string path, StoreOpening opening) => connection.InTransaction(() =>
    {
        if (opening.Simulated is { } simulated)
        {
            connection.Execute("insert into meta values ('store', $id), ('data', $data) on conflict (key) do nothing",
                ("$id", Guid.NewGuid().ToString()), ("$data", Word(simulated)));
        }

        var held = connection.Scalar("select value from meta where key = 'data'") as string ?? throw new StoreRefusedException($"{path} is a store that no node ever opened.");
        if (opening.Simulated is { } wanted && held != Word(wanted))
        {
            throw new StoreRefusedException(
                $"{path} holds {held} data, and {Word(wanted)} data must not mix with it; give another --store, for example --store sqlite:{Another(path, wanted)}.");
        }

        var id = Guid.Parse((string)connection.Scalar("select value from meta where key = 'store'")!);
        return new StoreInfo(id, held == Word(true), $"sqlite {path}") { Schema = SqliteSchema.Version };
    });

    private static string Word(bool simulated) => simulated ? "simulated" : "real";

    private static string Another(string path, bool simulated) =>
        Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path) + (simulated ? "-sim" : "-real") + Path.GetExtension(path));
}
