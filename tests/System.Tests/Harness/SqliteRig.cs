using Microsoft.Data.Sqlite;

namespace OrleansTicks.System.Tests;

internal sealed class SqliteRig(string path) : IStoreRig
{
    public string Spec => $"sqlite:{path}";

    /// <summary>Another connection's write transaction: SQLite has one at a time.</summary>
    public async Task<IAsyncDisposable> HoldAsync()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString());
        await connection.OpenAsync();
        await using var begin = connection.CreateCommand();
        begin.CommandText = "begin immediate";
        await begin.ExecuteNonQueryAsync();
        return connection;   // closing it rolls back
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
