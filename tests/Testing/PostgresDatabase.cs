using Npgsql;
using Xunit;

namespace OrleansTicks.Testing;

/// <summary>A fresh database on the server that <c>$TICKS_TEST_POSTGRES</c> names, or on one started for this test process; dropped afterwards.</summary>
/// <remarks>Use as a class fixture, and call <see cref="Need"/> first in each test: where no server can be had, the test is skipped by name.</remarks>
public sealed class PostgresDatabase : IAsyncLifetime
{
    private static readonly Lazy<Task<string>> Server = new(FindServerAsync);

    private readonly string _name = $"ticks_test_{Guid.NewGuid():N}";
    private string? _admin;
    private string? _reason;

    /// <summary>Key=value text of a login that owns the database.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_admin) { Database = _name }.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        try
        {
            _admin = await Server.Value;
            await RunAsync(_admin, $"create database {_name} template template0");
        }
        catch (Exception error) when (error is InvalidOperationException or NpgsqlException)
        {
            _admin = null;
            _reason = $"no PostgreSQL: {error.Message}";
        }
    }

    /// <summary>Skips the calling test, saying why, where there is no server.</summary>
    public void Need()
    {
        if (_admin is null) Assert.Skip(_reason ?? "no PostgreSQL: the fixture was not started");
    }

    /// <summary>Runs a statement as the owner.</summary>
    public Task<int> RunAsync(string sql) => RunAsync(ConnectionString, sql);

    /// <summary>Reads one value as the owner.</summary>
    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_admin is not null) await RunAsync(_admin, $"drop database if exists {_name} with (force)");
    }

    private static async Task<int> RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The server ends with the test process.</summary>
    private static async Task<string> FindServerAsync() =>
        Environment.GetEnvironmentVariable("TICKS_TEST_POSTGRES") is { Length: > 0 } given
            ? given
            : (await PostgresServer.StartNewAsync("fsync=off")).ConnectionString;
}
