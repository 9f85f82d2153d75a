using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;

namespace OrleansTicks.Storage.Tests;

public sealed class SqliteConformanceTests : TickStoreConformance
{
    private readonly ScratchFolder _folder = new();

    protected override string QuarantineTimeColumn => "time_us";

    protected override async Task<ITickStore> OpenAsync(bool simulated = false)
    {
        var store = new SqliteStore(_folder.File("ticks.db"), TimeProvider.System, NullLoggerFactory.Instance);
        await store.OpenAsync(new StoreOpening(simulated), Cancellation);
        return store;
    }

    protected override Task<ITickReader> ReadAsync() => SqliteReader.OpenAsync(_folder.File("ticks.db"), Cancellation);

    protected override Task<IReadOnlyList<string>> AskAsync(string sql)
    {
        using var connection = SqliteConnections.OpenReader(_folder.File("ticks.db"));
        return Task.FromResult<IReadOnlyList<string>>(connection.Query(sql.Replace("{schema}", "", StringComparison.Ordinal), Text));
    }

    protected override ValueTask CleanUpAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Text(SqliteDataReader row) =>
        string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "" : row.GetString(i)));
}
