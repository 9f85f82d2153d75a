using Npgsql;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>The schema <c>ticks</c> of a database: who may bring it forward, and how far it is.</summary>
internal sealed class PostgresSchema(NpgsqlDataSource source, string description) : IMigrationTarget
{
    /// <summary>What names the store's steps; the embedded files beside this one.</summary>
    private const string Folder = "Postgres";

    private const int OldestServer = 130_000;

    private readonly PostgresCalls _calls = new(source);

    public string Description => description;

    /// <summary>The steps that this program knows; an open store has them all.</summary>
    public static int Version => Migration.Load(Folder).Count;

    /// <summary>Brings the schema forward where this login may, else checks that it is where it must be.</summary>
    /// <returns>How many steps were missing.</returns>
    /// <exception cref="StoreRefusedException">The login has too few rights, or the schema is not one that this program can use.</exception>
    public async Task<int> MigrateOrCheckAsync(CancellationToken cancellationToken)
    {
        var state = await LookAsync(cancellationToken);
        var known = Migration.Load(Folder);
        if (state.Exists ? state.Owned : state.MayCreate) return await Migrator.RunAsync(this, known, cancellationToken);
        if (!state.Exists)
        {
            throw new StoreRefusedException(
                $"{description} has no schema ticks, and this login may not create it; run `ticks db migrate` with a login that may.");
        }

        await CheckAsync(state, known, cancellationToken);
        return 0;
    }

    /// <summary>Checks only: for those who read.</summary>
    /// <exception cref="StoreRefusedException">There is nothing that this program can read.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var state = await LookAsync(cancellationToken);
        if (!state.Exists) throw new StoreRefusedException($"{description} has no schema ticks; nothing was ever stored there.");
        await CheckAsync(state, Migration.Load(Folder), cancellationToken);
    }

    public async Task<IReadOnlyList<AppliedMigration>> ListAppliedAsync(CancellationToken cancellationToken)
    {
        var state = await LookAsync(cancellationToken);
        if (!state.Begun) return [];
        return await _calls.ListAsync(
            "select number, name, checksum from ticks.migration order by number",
            row => new AppliedMigration(row.GetInt32(0), row.GetString(1), row.GetString(2)),
            cancellationToken);
    }

    public Task ApplyAsync(Migration step, CancellationToken cancellationToken) => PostgresCalls.GuardAsync(async () =>
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);
        await RunAsync("select pg_advisory_xact_lock(8, 0)");
        await RunAsync(
            """
            do $$ begin
                if not exists(select from pg_namespace where nspname = 'ticks') then create schema ticks; end if;
                if not exists(select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'ticks' and c.relname = 'migration') then
                    create table ticks.migration(
                        number int primary key, name text not null, checksum text not null, applied_at timestamptz not null default clock_timestamp());
                end if;
            end $$
            """);
        await using var note = new NpgsqlCommand("insert into ticks.migration(number, name, checksum) values ($1, $2, $3) on conflict do nothing", connection);
        note.Parameters.Add(new NpgsqlParameter<int> { TypedValue = step.Number });
        note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = step.Name });
        note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = step.Checksum });
        if (await note.ExecuteNonQueryAsync(cancellationToken) == 1) await RunAsync(step.Sql);
        await transaction.CommitAsync(cancellationToken);
        return true;

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    });

    private Task CheckAsync(SchemaState state, IReadOnlyList<Migration> known, CancellationToken cancellationToken) => state.MayUse
        ? Migrator.CheckAsync(this, known, "run `ticks db migrate` with the login that owns schema ticks.", cancellationToken)
        : throw new StoreRefusedException(
            $"{description}: this login may not use schema ticks; grant it usage on the schema, select on its tables and execute on its functions.");

    private async Task<SchemaState> LookAsync(CancellationToken cancellationToken)
    {
        var state = (await _calls.ListAsync(
            """
            select current_setting('server_version_num')::int, n.oid is not null, coalesce(pg_has_role(n.nspowner, 'USAGE'), false),
                has_database_privilege(current_database(), 'CREATE'), coalesce(has_schema_privilege(n.oid, 'USAGE'), false),
                exists(select from pg_class c where c.relnamespace = n.oid and c.relname = 'migration'),
                exists(select from pg_class c where c.relnamespace = n.oid)
            from (select) one left join pg_namespace n on n.nspname = 'ticks'
            """,
            row => new SchemaState(
                row.GetInt32(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3), row.GetBoolean(4), row.GetBoolean(5), row.GetBoolean(6)),
            cancellationToken))[0];
        if (state.Server < OldestServer)
            throw new StoreRefusedException($"{description} is PostgreSQL {state.Server / 10_000}; this program needs 13 or newer.");
        if (!state.Begun && state.Filled)
            throw new StoreRefusedException($"{description} has a schema ticks that is not ours; nothing of it is touched. Use another database.");
        return state;
    }

    private sealed record SchemaState(int Server, bool Exists, bool Owned, bool MayCreate, bool MayUse, bool Begun, bool Filled);
}
