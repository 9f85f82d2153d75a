using Npgsql;
using OrleansTicks.Testing;

namespace OrleansTicks.System.Tests;

/// <summary>A database on a server of the test's own, which may be frozen and stopped hard.</summary>
internal sealed class PostgresRig : IStoreRig
{
    private PostgresRig(PostgresServer server, string spec) => (Server, Spec) = (server, spec);

    public PostgresServer Server { get; }

    public string Spec { get; }

    /// <summary>Skips the calling test, saying why, on a machine without PostgreSQL.</summary>
    public static async Task<PostgresRig> StartAsync(Folder folder)
    {
        PostgresServer server;
        try
        {
            server = await PostgresServer.StartNewAsync();
        }
        catch (InvalidOperationException missing)
        {
            Assert.Skip($"no PostgreSQL: {missing.Message}");
            throw;
        }

        await using (var connection = new NpgsqlConnection($"{server.ConnectionString};Pooling=false"))
        {
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand("create database market", connection);
            await create.ExecuteNonQueryAsync();
        }

        var file = folder["postgres.txt"];
        await File.WriteAllTextAsync(file, new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "market" }.ConnectionString);
        return new PostgresRig(server, $"postgres:@{file}");
    }

    /// <summary>The server stands still: its sockets stay open and nothing answers.</summary>
    public Task<IAsyncDisposable> HoldAsync()
    {
        Server.Freeze();
        return Task.FromResult<IAsyncDisposable>(new Frozen(Server));
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private sealed class Frozen(PostgresServer server) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            server.Thaw();
            return ValueTask.CompletedTask;
        }
    }
}
