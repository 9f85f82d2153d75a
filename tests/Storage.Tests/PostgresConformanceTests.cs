using Microsoft.Extensions.Logging.Abstractions;
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
        var store = new PostgresStore(PostgresSettings.Parse($"postgres:{database.ConnectionString}", secret: true), TimeProvider.System, NullLogger<PostgresStore>.Instance);
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
        await using var command = new NpgsqlCommand(sql.Replace("{schema}", "ticks.", StringComparison.Ordinal), connection) { AllResultTypesAreUnknown = true };
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation))
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetString(i))));
        return rows;
    }

    protected override ValueTask CleanUpAsync() => ValueTask.CompletedTask;
}
