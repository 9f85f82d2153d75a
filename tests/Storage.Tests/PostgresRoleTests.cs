using Npgsql;
using OrleansTicks.Core;
using OrleansTicks.Testing;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>Who may do what: 40 statements for each role, as <c>ticks db roles</c> makes them.</summary>
public sealed class PostgresRoleTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const string All = "owner", Silo = "owner silo", Read = "owner silo read";

    /// <summary>A statement, and who may run it. Each is tried in a transaction that is undone.</summary>
    private static readonly (string Sql, string Allowed)[] Statements =
    [
        ("select count(*) from ticks.tick", Read),
        ("select count(*) from ticks.quote", Read),
        ("select count(*) from ticks.latest", Read),
        ("select count(*) from ticks.gap", Read),
        ("select count(*) from ticks.event", Read),
        ("select count(*) from ticks.stream", Read),
        ("select count(*) from ticks.stream_lease", Read),
        ("select count(*) from ticks.stream_epoch", Read),
        ("select count(*) from ticks.stream_status", Read),
        ("select count(*) from ticks.instrument", Read),
        ("select count(*) from ticks.trades", Read),
        ("select count(*) from ticks.quotes", Read),
        ("select count(*) from ticks.gaps", Read),
        ("select count(*) from ticks.last_price", Read),
        ("select store, simulated, lease_profile from ticks.meta", Read),
        ("select number from ticks.migration", Read),
        ("select node_secret from ticks.meta", All),
        ("select * from ticks.meta", All),
        ("select ticks.ensure_day((clock_timestamp() at time zone 'UTC')::date)", Silo),
        ("select ticks.register_instruments('{A:Z}')", Silo),
        ("select ticks.lease_look()", Silo),
        ("select ticks.lease_acquire('feed:x|set:1/0', gen_random_uuid(), false)", Silo),
        ("select ticks.lease_beat(gen_random_uuid(), 'x', null, null, null, '{}', '{}')", Silo),
        ("select ticks.lease_release(gen_random_uuid(), '{}', null)", Silo),
        ("select ticks.node_join(gen_random_uuid(), 'x', null, '1', null, null)", Silo),
        ("select ticks.set_desired('[]', interval '0')", Silo),
        ("select ticks.connect_turn('x', 5, interval '1 minute')", Silo),
        ("select ticks.add_events('{}', '{}', '{}', '{}', '{}', '{}')", Silo),
        ("select ticks.drop_day_before(date '2001-01-01')", Silo),
        ("insert into ticks.tick values (now(), now(), 1, 1, 1, 1, 1, 1, 1::smallint, 1::smallint)", All),
        ("update ticks.tick set price = 0", All),
        ("delete from ticks.tick", All),
        ("truncate ticks.tick", All),
        ("update ticks.stream_lease set owner_id = null", All),
        ("update ticks.stream_epoch set valid_to = null", All),
        ("update ticks.meta set node_secret = gen_random_uuid()", All),
        ("delete from ticks.event", All),
        ("insert into ticks.stream(key) values ('x/0')", All),
        ("create table ticks.mine(a int)", All),
        ("drop table ticks.gap", All),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_role_may_do_what_it_needs_and_nothing_else()
    {
        await using (await PostgresSome.OpenAsync(database, Cancellation))
        {
        }

        await database.RunAsync(PostgresRoles.Sql);
        await database.RunAsync(PostgresRoles.Sql);                            // again, as after a migration
        var nobody = $"ticks_test_{Guid.NewGuid():N}";
        await database.RunAsync($"create role {nobody} nologin");
        try
        {
            var wrong = new List<string>();
            await using var connection = new NpgsqlConnection($"{database.ConnectionString};Pooling=false");
            await connection.OpenAsync(Cancellation);
            foreach (var (role, name) in new[] { ("ot_owner", "owner"), ("ot_silo", "silo"), ("ot_read", "read"), (nobody, "nobody") })
            {
                foreach (var (sql, allowed) in Statements)
                {
                    var denied = await IsDeniedAsync(connection, role, sql);
                    if (denied == allowed.Split(' ').Contains(name)) wrong.Add($"{name} {(denied ? "may not" : "may")} {sql}");
                }
            }

            Assert.Empty(wrong);

            // A node that may no more than that does all of its work.
            await database.RunAsync($"alter role {nobody} login password 'guess'; grant ot_silo to {nobody}");
            var login = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = nobody, Password = "guess", Pooling = false }.ConnectionString;
            await using var store = PostgresSome.Store(login);
            await store.OpenAsync(new StoreOpening(Simulated: false), Cancellation);
            await store.Leases.JoinAsync(new NodeCard(Guid.NewGuid(), "silo", null, "1", null), null, Cancellation);
            var epoch = await store.OpenEpochAsync(PostgresSome.Key, Cancellation);
            var id = (await store.RegisterInstrumentsAsync(["TEST:SILO"], Cancellation))[0].Id;
            Assert.Equal(1, (await store.CommitAsync(PostgresSome.Batch(epoch, Guid.NewGuid(), 1, PostgresSome.Trade(id, 1)), Cancellation)).Inserted);
        }
        finally
        {
            await database.RunAsync($"drop owned by ot_silo, ot_read; drop role {nobody}; reassign owned by ot_owner to current_user; drop owned by ot_owner; drop role ot_silo, ot_read, ot_owner");
        }
    }

    private static async Task<bool> IsDeniedAsync(NpgsqlConnection connection, string role, string sql)
    {
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        try
        {
            await using var command = new NpgsqlCommand($"set local role {role}; {sql}", connection);
            await command.ExecuteNonQueryAsync(Cancellation);
            return false;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return true;
        }
        catch (PostgresException other) when (other.SqlState[..2] is "23" or "22" or "2B")
        {
            return false;                                                      // it was let try
        }
        finally
        {
            await transaction.RollbackAsync(Cancellation);
        }
    }
}
