using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansTicks.Core;
using OrleansTicks.Testing;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>Opening: migration, rights, and which sort of data a store takes. A fresh database for each test.</summary>
public sealed class PostgresSchemaTests : IAsyncLifetime
{
    private readonly PostgresDatabase _database = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _database.Need();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static Task<StoreRefusedException> RefusedAsync(PostgresStore store, bool simulated = false) =>
        Assert.ThrowsAsync<StoreRefusedException>(() => store.OpenAsync(new StoreOpening(simulated), Cancellation));

    [Fact]
    public async Task Eight_that_open_a_fresh_database_at_once_make_one_store()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => PostgresSome.Store(_database)).ToList();
        await Task.WhenAll(stores.Select(store => store.OpenAsync(new StoreOpening(Simulated: true), Cancellation)));
        Assert.Single(stores.Select(store => store.Info.Id).Distinct());
        Assert.All(stores, store => Assert.True(store.Info.Simulated));
        Assert.Equal(Migration.Load("Postgres").Count, (int)await _database.ReadAsync<long>("select count(*) from ticks.migration"));
        Assert.Equal(4L, await _database.ReadAsync<long>(
            "select count(*) from pg_inherits where inhparent in ('ticks.tick'::regclass, 'ticks.quote'::regclass)"));
        foreach (var store in stores) await store.DisposeAsync();
    }

    [Fact]
    public async Task An_owner_may_bring_the_schema_forward_by_hand()
    {
        Task<int> MigrateAsync() => StoreFactory.MigrateAsync("postgres:" + _database.ConnectionString, TimeProvider.System, NullLoggerFactory.Instance, Cancellation, secret: true);
        Assert.Equal(Migration.Load("Postgres").Count, await MigrateAsync());
        Assert.Equal(0, await MigrateAsync());
        Assert.Equal(1L, await _database.ReadAsync<long>("select count(*) from ticks.meta where simulated is null"));
    }

    [Fact]
    public async Task Nothing_outside_our_schema_is_touched()
    {
        const string Outside = "select count(*) from pg_class where relnamespace not in (select oid from pg_namespace where nspname in ('ticks', 'pg_toast'))";
        var before = await _database.ReadAsync<long>(Outside);
        await using (await PostgresSome.OpenAsync(_database, Cancellation))
        {
            Assert.Equal(before, await _database.ReadAsync<long>(Outside));
        }
    }

    [Fact]
    public async Task A_store_of_real_data_refuses_simulated_data_and_the_reverse()
    {
        await using (await PostgresSome.OpenAsync(_database, Cancellation))
        {
            await using var other = PostgresSome.Store(_database);
            var error = await RefusedAsync(other, simulated: true);
            Assert.Contains("real data", error.Message, StringComparison.Ordinal);
        }

        await _database.RunAsync("update ticks.meta set simulated = true");
        await using var real = PostgresSome.Store(_database);
        Assert.Contains("simulated data", (await RefusedAsync(real)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_named_and_refused_and_so_is_a_changed_step()
    {
        await using (await PostgresSome.OpenAsync(_database, Cancellation))
        {
        }

        await _database.RunAsync("insert into ticks.migration(number, name, checksum) values (99, '0099_future', 'x')");
        await using var store = PostgresSome.Store(_database);
        var error = await RefusedAsync(store);
        Assert.Contains("99", error.Message, StringComparison.Ordinal);
        Assert.Contains("0099_future", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreRefusedException>(() => PostgresSome.Reader(_database, Cancellation));

        await _database.RunAsync("delete from ticks.migration where number = 99; update ticks.migration set checksum = 'other' where number = 2");
        Assert.Contains("0002_days", (await RefusedAsync(store)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_ticks_of_somebody_else_is_left_alone()
    {
        await _database.RunAsync("create schema ticks; create table ticks.mine(id int)");
        await using var store = PostgresSome.Store(_database);
        Assert.Contains("not ours", (await RefusedAsync(store)).Message, StringComparison.Ordinal);
        Assert.Equal(1L, await _database.ReadAsync<long>("select count(*) from pg_class where relnamespace = 'ticks'::regnamespace"));
    }

    [Fact]
    public async Task A_reader_of_an_empty_database_says_that_nothing_is_there()
    {
        var error = await Assert.ThrowsAsync<StoreRefusedException>(() => PostgresSome.Reader(_database, Cancellation));
        Assert.Contains("no schema ticks", error.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await _database.ReadAsync<long>("select count(*) from pg_namespace where nspname = 'ticks'"));
    }

    [Fact]
    public async Task Nobody_may_call_our_functions_unless_told_so()
    {
        await using (await PostgresSome.OpenAsync(_database, Cancellation))
        {
            Assert.Equal(0L, await _database.ReadAsync<long>(
                """
                select count(*) from pg_proc p left join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a on a.grantee = 0
                where p.pronamespace = 'ticks'::regnamespace and a.grantee is not null
                """));
            // The functions of others stay as they were.
            await _database.RunAsync("create function public.theirs() returns int language sql as 'select 1'");
            Assert.True(await _database.ReadAsync<bool>("select has_function_privilege('public', 'public.theirs()', 'execute')"));
            // And whoever may call ours cannot slip objects of his own under them.
            Assert.Equal(0L, await _database.ReadAsync<long>(
                """
                select count(*) from pg_proc
                where pronamespace = 'ticks'::regnamespace and prosecdef and not coalesce(proconfig::text like '%search_path=ticks, pg_temp%', false)
                """));
        }
    }

    [Fact]
    public async Task A_login_with_few_rights_is_told_what_to_do_and_works_once_it_has_them()
    {
        var role = $"ticks_test_{Guid.NewGuid():N}";
        var connection = $"{new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Username = role, Password = "guess" }.ConnectionString}";
        await _database.RunAsync($"create role {role} login password 'guess'");
        try
        {
            await using var early = PostgresSome.Store(connection);
            Assert.Contains("ticks db migrate", (await RefusedAsync(early)).Message, StringComparison.Ordinal);
            await using (await PostgresSome.OpenAsync(_database, Cancellation))
            {
            }

            await using var stranger = PostgresSome.Store(connection);
            Assert.Contains("grant", (await RefusedAsync(stranger)).Message, StringComparison.Ordinal);
            await _database.RunAsync($"grant usage on schema ticks to {role}; grant select on all tables in schema ticks to {role}");
            var denied = await Assert.ThrowsAsync<StoreException>(() => stranger.OpenAsync(new StoreOpening(Simulated: false), Cancellation));
            Assert.Equal("42501", denied.SqlState);
            await _database.RunAsync($"grant execute on all functions in schema ticks to {role}");
            await stranger.OpenAsync(new StoreOpening(Simulated: false), Cancellation);
            var epoch = await stranger.OpenEpochAsync(PostgresSome.Key, Cancellation);
            var id = (await stranger.RegisterInstrumentsAsync(["TEST:RIGHTS"], Cancellation))[0].Id;
            Assert.Equal(1, (await stranger.CommitAsync(PostgresSome.Batch(epoch, Guid.NewGuid(), 1, PostgresSome.Trade(id, 1)), Cancellation)).Inserted);

            await _database.RunAsync("delete from ticks.migration where number > 2");
            await using var late = PostgresSome.Store(connection);
            var error = await RefusedAsync(late);
            Assert.Contains("ticks db migrate", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("guess", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            await _database.RunAsync($"drop owned by {role}; drop role {role}");
        }
    }
}
