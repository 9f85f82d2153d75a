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

    protected override Task PutEventAsync(int? stream, StreamEvent told)
    {
        using var connection = SqliteConnections.OpenWriter(_folder.File("ticks.db"));
        connection.Execute("insert into event (time, stream, node, what, reason, detail) values ($time, $stream, $node, $what, $reason, $detail)",
            ("$time", SqliteTime.Nanoseconds(TickTime.FromDateTimeOffset(told.At))), ("$stream", stream), ("$node", told.Node), ("$what", told.What),
            ("$reason", told.Reason), ("$detail", told.Detail));
        return Task.CompletedTask;
    }

    protected override Task ExpireAsync(int stream, TimeSpan ago) => ChangeAsync(
        "update stream_lease set expires_at = $at where stream = $stream",
        ("$at", SqliteTime.Nanoseconds(TimeProvider.System.MicrosecondsNow()) - (ago.Ticks * 100)), ("$stream", stream));

    protected override Task AdvanceEpochAsync(int stream) => ChangeAsync("update stream_lease set epoch = epoch + 1000000000 where stream = $stream", ("$stream", stream));

    private Task ChangeAsync(string sql, params (string, object?)[] parameters)
    {
        using var connection = SqliteConnections.OpenWriter(_folder.File("ticks.db"));
        connection.Execute(sql, parameters);
        return Task.CompletedTask;
    }

    protected override ValueTask CleanUpAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Text(SqliteDataReader row) =>
        string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => row.IsDBNull(i) ? "" : row.GetString(i)));
}
