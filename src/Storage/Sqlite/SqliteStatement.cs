using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace OrleansTicks.Storage;

/// <summary>A prepared statement with integer parameters, run once a row: a <see cref="SqliteCommand"/> costs several times the insert itself.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private readonly long[] _bound;
    private readonly bool[] _isBound;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        SqliteException.ThrowExceptionForRC(sqlite3_prepare_v2(_connection, sql, out _statement), _connection);
        var parameters = sqlite3_bind_parameter_count(_statement) + 1;
        _bound = new long[parameters];
        _isBound = new bool[parameters];
    }

    /// <summary>Binds parameter <paramref name="index"/>, from 1. A value that stands there already is not sent again: many columns hardly change.</summary>
    public void Bind(int index, long value)
    {
        if (_isBound[index] && _bound[index] == value) return;
        SqliteException.ThrowExceptionForRC(sqlite3_bind_int64(_statement, index, value), _connection);
        _bound[index] = value;
        _isBound[index] = true;
    }

    public void Bind(int index, long? value)
    {
        if (value is { } number)
        {
            Bind(index, number);
            return;
        }

        SqliteException.ThrowExceptionForRC(sqlite3_bind_null(_statement, index), _connection);
        _isBound[index] = false;
    }

    /// <summary>Runs it to its end; for what returns no rows.</summary>
    public void Run()
    {
        Step();
        sqlite3_reset(_statement);
    }

    /// <summary>Moves to the next row; false = there is none. Follow with <see cref="Reset"/>.</summary>
    public bool Step()
    {
        var code = sqlite3_step(_statement);
        if (code is SQLITE_ROW or SQLITE_DONE) return code is SQLITE_ROW;
        try
        {
            SqliteException.ThrowExceptionForRC(code, _connection);
        }
        finally
        {
            sqlite3_reset(_statement);                  // after the message was read: a reset replaces it
        }

        return false;
    }

    public long GetInt64(int column) => sqlite3_column_int64(_statement, column);

    public void Reset() => sqlite3_reset(_statement);

    public void Dispose() => _statement.Dispose();
}
