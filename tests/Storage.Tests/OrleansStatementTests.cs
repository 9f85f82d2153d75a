using System.Data;
using Npgsql;
using OrleansTicks.Testing;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>The statements that Orleans' providers take from the table <c>orleansquery</c>, run as the providers run them: by name, with their parameters.</summary>
public sealed class OrleansStatementTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private const int Active = 3, Dead = 6;

    private static readonly DateTime Noon = new(2026, 1, 5, 12, 0, 0, DateTimeKind.Utc);

    private readonly string _cluster = $"c{Guid.NewGuid():N}";
    private NpgsqlDataSource _source = null!;
    private Dictionary<string, string> _statements = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var store = await PostgresSome.OpenAsync(database, Cancellation);
        _source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = _source.CreateCommand("select querykey, querytext from ticks.orleansquery");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        while (await reader.ReadAsync(Cancellation)) _statements.Add(reader.GetString(0), reader.GetString(1));
    }

    public async ValueTask DisposeAsync()
    {
        if (_source is not null) await _source.DisposeAsync();
    }

    [Fact]
    public void Every_statement_that_the_three_providers_ask_for_is_there() => Assert.Equal(
        [
            "CleanupDefunctSiloEntriesKey", "ClearStorageKey", "DeleteMembershipTableEntriesKey", "DeleteReminderRowKey", "DeleteReminderRowsKey", "DeleteStorageKey", "GatewaysQueryKey",
            "InsertMembershipKey", "InsertMembershipVersionKey", "MembershipReadAllKey", "MembershipReadRowKey", "ReadFromStorageKey", "ReadRangeRows1Key", "ReadRangeRows2Key", "ReadReminderRowKey",
            "ReadReminderRowsKey", "UpdateIAmAlivetimeKey", "UpdateMembershipKey", "UpsertReminderRowKey", "WriteToStorageKey",
        ],
        _statements.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task A_silo_comes_changes_and_goes_and_who_knew_an_older_version_changes_nothing()
    {
        Assert.Equal(1, await ScalarAsync("InsertMembershipVersionKey", ("DeploymentId", _cluster)));
        Assert.Equal(0, await ScalarAsync("InsertMembershipVersionKey", ("DeploymentId", _cluster)));
        Assert.Equal(1, await AddAsync(generation: 1, version: 0));
        Assert.Equal(0, await AddAsync(generation: 2, version: 0));                            // the version is 1 by now
        Assert.Equal(0, await AddAsync(generation: 1, version: 1));                            // its place and start are taken
        Assert.Equal(1, await AddAsync(generation: 2, version: 1, proxy: 0));
        Assert.Equal(0, await ChangeAsync(generation: 1, Dead, version: 1));
        Assert.Equal(0, await ChangeAsync(generation: 9, Dead, version: 2));                   // nobody of that start
        Assert.Equal(1, await ChangeAsync(generation: 1, Active, version: 2, "suspected"));

        var one = Assert.Single(await RowsAsync("MembershipReadRowKey", Place(1)));
        Assert.Equal((3, "suspected", Active, "s1", "host", 30_001), (one["version"], one["SuspectTimes"], one["status"], one["SiloName"], one["HostName"], one["ProxyPort"]));
        var nobody = Assert.Single(await RowsAsync("MembershipReadRowKey", Place(9)));
        Assert.Equal((3, DBNull.Value), (nobody["version"], nobody["address"]));               // the version is told, also where there is nobody
        Assert.Equal([1, 2], (await RowsAsync("MembershipReadAllKey", ("DeploymentId", _cluster))).Select(row => (int)row["generation"]).Order());
        Assert.Equal([30_001], (await RowsAsync("GatewaysQueryKey", ("DeploymentId", _cluster), ("Status", Active))).Select(row => row["ProxyPort"]));

        await ScalarAsync("UpdateIAmAlivetimeKey", [.. Place(1), ("IAmAliveTime", Noon.AddHours(1))]);
        Assert.Equal(Noon.AddHours(1), Assert.Single(await RowsAsync("MembershipReadRowKey", Place(1)))["IAmAliveTime"]);
        Assert.Equal(1, await ChangeAsync(generation: 2, Dead, version: 3));
        await ScalarAsync("CleanupDefunctSiloEntriesKey", ("DeploymentId", _cluster), ("IAmAliveTime", Noon.AddHours(3)));
        Assert.Equal([1], (await RowsAsync("MembershipReadAllKey", ("DeploymentId", _cluster))).Select(row => row["generation"]));   // who is active stays, however silent
        await ScalarAsync("DeleteMembershipTableEntriesKey", ("DeploymentId", _cluster));
        Assert.Equal(DBNull.Value, Assert.Single(await RowsAsync("MembershipReadAllKey", ("DeploymentId", _cluster)))["version"]);
    }

    [Fact]
    public async Task Of_many_who_come_at_the_same_version_one_comes_in()
    {
        await ScalarAsync("InsertMembershipVersionKey", ("DeploymentId", _cluster));
        var answers = await Task.WhenAll(Enumerable.Range(1, 6).Select(generation => AddAsync(generation, version: 0)));
        Assert.Equal(1, answers.Sum(answer => (int)answer!));
        Assert.Equal(1, Assert.Single(await RowsAsync("MembershipReadAllKey", ("DeploymentId", _cluster)))["version"]);
    }

    [Fact]
    public async Task Reminders_are_found_by_grain_by_name_and_by_both_kinds_of_range()
    {
        Assert.Equal(0, await RemindAsync("health/a", "check", -2_000_000_000));
        Assert.Equal(1, await RemindAsync("health/a", "check", -2_000_000_000));
        Assert.Equal(0, await RemindAsync("health/b", "check", 5));
        Assert.Equal(0, await RemindAsync("health/b", "other", 2_000_000_000));
        var row = Assert.Single(await RowsAsync("ReadReminderRowKey", Reminder("health/a", "check")));
        Assert.Equal(("health/a", "check", Noon, 60_000L, 1), (row["GrainId"], row["ReminderName"], row["StartTime"], row["period"], row["version"]));
        Assert.Equal(2, (await RowsAsync("ReadReminderRowsKey", ("ServiceId", _cluster), ("GrainId", "health/b"))).Count);
        Assert.Equal(["check"], await RangeAsync("ReadRangeRows1Key", 0, 5));                  // (begin, end]
        Assert.Equal([], await RangeAsync("ReadRangeRows1Key", 5, 6));
        Assert.Equal(["check", "other"], await RangeAsync("ReadRangeRows2Key", 5, -2_000_000_000));   // over the end of the ring
        Assert.Equal(0, await ScalarAsync("DeleteReminderRowKey", [.. Reminder("health/a", "check"), ("Version", 0)]));
        Assert.Equal(1, await ScalarAsync("DeleteReminderRowKey", [.. Reminder("health/a", "check"), ("Version", 1)]));
        await ScalarAsync("DeleteReminderRowsKey", ("ServiceId", _cluster));
        Assert.Empty(await RowsAsync("ReadReminderRowsKey", ("ServiceId", _cluster), ("GrainId", "health/b")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("extension")]
    public async Task A_grain_writes_over_the_version_that_it_read_and_over_no_other(string? extension)
    {
        Assert.Equal(1, await WriteAsync(extension, null, [1]));
        Assert.Equal(DBNull.Value, await WriteAsync(extension, null, [2]));
        Assert.Equal(2, await WriteAsync(extension, 1, [3]));
        Assert.Equal(DBNull.Value, await WriteAsync(extension, 1, [4]));
        Assert.Equal(1, await WriteAsync($"{extension}x", null, [5]));                         // another grain
        var row = Assert.Single(await RowsAsync("ReadFromStorageKey", Grain(extension)));
        Assert.Equal((byte[])[3], row["PayloadBinary"]);
        Assert.Equal(2, row["version"]);
        Assert.Null(await ScalarAsync("ClearStorageKey", [.. Grain(extension), ("GrainStateVersion", 1)]));
        Assert.Equal(3, await ScalarAsync("ClearStorageKey", [.. Grain(extension), ("GrainStateVersion", 2)]));
        Assert.Equal(DBNull.Value, Assert.Single(await RowsAsync("ReadFromStorageKey", Grain(extension)))["PayloadBinary"]);
        Assert.Null(await ScalarAsync("DeleteStorageKey", [.. Grain(extension), ("GrainStateVersion", 2)]));
        Assert.Equal(4, await ScalarAsync("DeleteStorageKey", [.. Grain(extension), ("GrainStateVersion", 3)]));
        Assert.Empty(await RowsAsync("ReadFromStorageKey", Grain(extension)));
        Assert.Single(await RowsAsync("ReadFromStorageKey", Grain($"{extension}x")));
    }

    private (string, object?)[] Place(int generation) => [("DeploymentId", _cluster), ("Address", "127.0.0.1"), ("Port", 11_111), ("Generation", generation)];

    private (string, object?)[] Reminder(string grain, string name) => [("ServiceId", _cluster), ("GrainId", grain), ("ReminderName", name)];

    private (string, object?)[] Grain(string? extension) =>
        [("ServiceId", _cluster), ("GrainTypeString", "health"), ("GrainIdN0", 7L), ("GrainIdN1", 8L), ("GrainIdExtensionString", extension)];

    private Task<object?> AddAsync(int generation, int version, int proxy = 30_001) => ScalarAsync(
        "InsertMembershipKey",
        [
            .. Place(generation), ("SiloName", $"s{generation}"), ("HostName", "host"), ("Status", Active), ("ProxyPort", proxy), ("StartTime", Noon), ("IAmAliveTime", Noon), ("Version", version),
        ]);

    private Task<object?> ChangeAsync(int generation, int status, int version, string suspects = "") =>
        ScalarAsync("UpdateMembershipKey", [.. Place(generation), ("Status", status), ("SuspectTimes", suspects), ("IAmAliveTime", Noon), ("Version", version)]);

    private Task<object?> RemindAsync(string grain, string name, int hash) =>
        ScalarAsync("UpsertReminderRowKey", [.. Reminder(grain, name), ("GrainHash", hash), ("StartTime", Noon), ("Period", 60_000L)]);

    private Task<object?> WriteAsync(string? extension, int? version, byte[] payload) =>
        ScalarAsync("WriteToStorageKey", [.. Grain(extension), ("GrainStateVersion", version), ("PayloadBinary", payload)]);

    private async Task<List<string>> RangeAsync(string statement, int begin, int end) =>
        [.. (await RowsAsync(statement, ("ServiceId", _cluster), ("BeginHash", begin), ("EndHash", end))).Select(row => (string)row["ReminderName"]).Order(StringComparer.Ordinal)];

    private async Task<object?> ScalarAsync(string statement, params (string Name, object? Value)[] values)
    {
        await using var command = Command(statement, values);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    private async Task<List<Dictionary<string, object>>> RowsAsync(string statement, params (string Name, object? Value)[] values)
    {
        await using var command = Command(statement, values);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<Dictionary<string, object>>();
        while (await reader.ReadAsync(Cancellation)) rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue));
        return rows;
    }

    private NpgsqlCommand Command(string statement, (string Name, object? Value)[] values)
    {
        var command = _source.CreateCommand(_statements[statement]);
        foreach (var (name, value) in values)
        {
            var type = name switch { "GrainStateVersion" => DbType.Int32, "GrainIdExtensionString" => DbType.String, _ => (DbType?)null };
            var parameter = new NpgsqlParameter(name, value ?? DBNull.Value);
            if (type is { } known) parameter.DbType = known;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
