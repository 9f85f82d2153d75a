using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace OrleansTicks.Storage;

/// <summary>How connections are opened, and the few words that one says to them.</summary>
internal static class SqliteConnections
{
    private const int SecondsToWaitForOthers = 2;

    /// <summary>The one that writes. It must stay on one thread at a time.</summary>
    public static SqliteConnection OpenWriter(string path)
    {
        var connection = Opened(Closed(path, SqliteOpenMode.ReadWriteCreate, pooled: false));
        try
        {
            // Every commit reaches the disk before it is answered. secure_delete off: dropping a day must not overwrite it page by page.
            connection.Execute("""
                pragma journal_mode = wal;
                pragma synchronous = full;
                pragma cache_size = -16000;
                pragma temp_store = memory;
                pragma secure_delete = off;
                pragma journal_size_limit = 67108864;
                """);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>One that cannot write. Disposing gives it back to a pool.</summary>
    public static SqliteConnection OpenReader(string path) => Opened(Reader(path));

    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    public static object? Scalar(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(sql, parameters);
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    public static List<T> Query<T>(
        this SqliteConnection connection, string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = connection.Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(map(reader));
        return rows;
    }

    public static SqliteCommand Command(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    /// <summary>All of the work or nothing. The lock is taken at its begin, so that it never fails half-way for want of it.</summary>
    public static T InTransaction<T>(this SqliteConnection connection, Func<T> work)
    {
        connection.Run("begin immediate");
        try
        {
            var result = work();
            connection.Run("commit");
            return result;
        }
        finally
        {
            connection.RollBack();
        }
    }

    public static void InTransaction(this SqliteConnection connection, Action work) => connection.InTransaction(() =>
    {
        work();
        return true;
    });

    /// <summary>Ends a transaction that is still open; some errors end it by themselves.</summary>
    public static void RollBack(this SqliteConnection connection)
    {
        if (connection.Handle is { } handle && sqlite3_get_autocommit(handle) == 0) sqlite3_exec(handle, "rollback");
    }

    public static void Run(this SqliteConnection connection, string sql) =>
        SqliteException.ThrowExceptionForRC(sqlite3_exec(connection.Handle, sql), connection.Handle);

    /// <summary>A reading connection that is not open yet; those of one file share a pool.</summary>
    public static SqliteConnection Reader(string path) => Closed(path, SqliteOpenMode.ReadOnly, pooled: true);

    private static SqliteConnection Closed(string path, SqliteOpenMode mode, bool pooled) => new(new SqliteConnectionStringBuilder
    {
        DataSource = path, Mode = mode, Pooling = pooled, DefaultTimeout = SecondsToWaitForOthers,
    }.ToString());

    private static SqliteConnection Opened(SqliteConnection connection)
    {
        try
        {
            connection.Open();
            sqlite3_busy_timeout(connection.Handle, SecondsToWaitForOthers * 1000);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
