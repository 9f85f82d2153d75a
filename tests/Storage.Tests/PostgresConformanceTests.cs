using Npgsql;
using OrleansTicks.Core;
using OrleansTicks.Testing;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>What every store promises, held by PostgreSQL: one database for the class, a fresh schema for each test.</summary>
public sealed class PostgresConformanceTests(PostgresDatabase database) : TickStoreConformance, IClassFixture<PostgresDatabase>
{
    private bool _fresh;

    protected override string QuarantineTimeColumn => "time_us";

    protected override async Task<ITickStore> OpenAsync(bool simulated = false)
    {
        database.Need();
        if (!_fresh) await database.RunAsync("drop schema if exists ticks cascade");
        _fresh = true;
        var store = PostgresSome.Store(database);
        try
        {
            await store.OpenAsync(new StoreOpening(simulated), Cancellation);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    protected override async Task<ITickReader> ReadAsync() => await PostgresSome.Reader(database, Cancellation);

    protected override async Task<IReadOnlyList<string>> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{database.ConnectionString};Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql.Replace("{schema}", "ticks.", StringComparison.Ordinal), connection);
        command.AllResultTypesAreUnknown = true;
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation)) rows.Add(Text(reader));
        return rows;
    }

    protected override async Task PutEventAsync(int? stream, StreamEvent told)
    {
        await using var connection = new NpgsqlConnection($"{database.ConnectionString};Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand("insert into ticks.event (at, stream, node, what, reason, detail) values ($1, $2, $3, $4, $5, $6)", connection);
        foreach (var value in new object?[] { told.At, stream, told.Node, told.What, told.Reason, told.Detail }) command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    protected override Task ExpireAsync(int stream, TimeSpan ago) => database.RunAsync(FormattableString.Invariant(
        $"update ticks.stream_lease set expires_at = clock_timestamp() - interval '{ago.TotalSeconds} s' where stream = {stream}"));

    protected override Task AdvanceEpochAsync(int stream) => database.RunAsync(FormattableString.Invariant($"update ticks.stream_lease set epoch = epoch + 1000000000 where stream = {stream}"));

    protected override ValueTask CleanUpAsync() => ValueTask.CompletedTask;

    private static string Text(NpgsqlDataReader row) =>
        string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "" : row.GetString(i)));
}
