using OrleansTicks.Core;
using OrleansTicks.Testing;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>The database goes away, freezes, and comes back: on a server of this test's own.</summary>
public sealed class PostgresFailureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lost_frozen_or_returned_database_is_told_by_its_state_and_nothing_committed_is_lost()
    {
        await using var server = await StartAsync();
        await using var store = PostgresSome.Store($"{server.ConnectionString};Command Timeout=1;Timeout=2;Cancellation Timeout=200");
        await store.OpenAsync(new StoreOpening(Simulated: false), Cancellation);
        var (epoch, spool) = (await store.OpenEpochAsync(PostgresSome.Key, Cancellation), Guid.NewGuid());
        var id = (await store.RegisterInstrumentsAsync(["TEST:LOST"], Cancellation))[0].Id;
        await store.CommitAsync(PostgresSome.Batch(epoch, spool, 1, PostgresSome.Trade(id, 1)), Cancellation);

        var second = PostgresSome.Batch(epoch, spool, 2, PostgresSome.Trade(id, 2));
        server.Freeze();
        var frozen = await Assert.ThrowsAsync<StoreException>(() => store.CommitAsync(second, Cancellation));
        Assert.Equal("57014", frozen.SqlState);
        server.Thaw();
        // Its reply was lost, so nobody knows whether it is in; once more, and it is in once.
        var again = await RetryAsync(() => store.CommitAsync(second, Cancellation));
        Assert.Equal(1, again.Replayed ? 1 : again.Inserted);

        await server.StopHardAsync();
        var third = PostgresSome.Batch(epoch, spool, 3, PostgresSome.Trade(id, 3));
        for (var i = 0; i < 3; i++)
        {
            var lost = await Assert.ThrowsAsync<StoreException>(() => store.CommitAsync(third, Cancellation));
            Assert.Contains(lost.SqlState, new[] { "08006", "57P01", "57P02" });
            Assert.Equal(StoreVerdict.TryAgain, StoreFaults.Judge(lost.SqlState));
            var other = await Assert.ThrowsAsync<StoreException>(() => store.GetCursorAsync(spool, Cancellation));
            Assert.Equal(StoreVerdict.TryAgain, StoreFaults.Judge(other.SqlState));
        }

        await server.StartAsync();
        Assert.Equal(1, (await RetryAsync(() => store.CommitAsync(third, Cancellation))).Inserted);
        await server.StopAsync();
        await Assert.ThrowsAsync<StoreException>(() => store.ListInstrumentsAsync(Cancellation));
        await server.StartAsync();
        Assert.Equal(3, await RetryAsync(() => store.GetCursorAsync(spool, Cancellation)));
        await using var reader = await PostgresReader.OpenAsync(PostgresSettings.Parse($"postgres:{server.ConnectionString}", secret: true), Cancellation);
        Assert.Equal([1L, 2L, 3L], (await PostgresSome.ReadAllAsync(reader, id, quotes: false, Cancellation)).Select(row => row.Identity));
    }

    [Fact]
    public async Task A_connection_that_is_ended_in_the_middle_of_things_is_made_anew()
    {
        await using var database = new PostgresDatabase();
        await database.InitializeAsync();
        var (store, epoch, id) = await PostgresSome.StartAsync(database, "cut", Cancellation);
        await using var _ = store;
        var spool = Guid.NewGuid();
        await store.CommitAsync(PostgresSome.Batch(epoch, spool, 1, PostgresSome.Trade(id, 1)), Cancellation);

        // The commit waits for a lock that the test holds; then its backend is ended.
        await using var holder = new Npgsql.NpgsqlConnection($"{database.ConnectionString};Pooling=false");
        await holder.OpenAsync(Cancellation);
        await using var hold = new Npgsql.NpgsqlCommand($"begin; select pg_advisory_xact_lock(7, {epoch.Stream})", holder);
        await hold.ExecuteNonQueryAsync(Cancellation);
        var batch = PostgresSome.Batch(epoch, spool, 2, PostgresSome.Trade(id, 2));
        var commit = store.CommitAsync(batch, Cancellation);
        const string EndIt =
            """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where wait_event_type = 'Lock' and query like '%commit_ticks%' and pid <> pg_backend_pid() and datname = current_database()
            """;
        while (await database.ReadAsync<long>(EndIt) == 0) Assert.False(commit.IsCompleted);
        Assert.Equal("57P01", (await Assert.ThrowsAsync<StoreException>(() => commit)).SqlState);

        // Held for longer than 2 s, the lock is not waited for: try again.
        var waited = await Assert.ThrowsAsync<StoreException>(() => store.CommitAsync(batch, Cancellation));
        Assert.Equal("55P03", waited.SqlState);
        await holder.CloseAsync();
        Assert.Equal(1, (await store.CommitAsync(batch, Cancellation)).Inserted);
    }

    [Fact]
    public async Task A_cancelled_commit_is_cancelled_and_the_next_one_goes_through()
    {
        await using var database = new PostgresDatabase();
        await database.InitializeAsync();
        await using var store = await PostgresSome.OpenAsync(database, Cancellation);
        var epoch = await store.OpenEpochAsync(PostgresSome.Key, Cancellation);
        var id = (await store.RegisterInstrumentsAsync(["TEST:CANCEL"], Cancellation))[0].Id;
        var batch = PostgresSome.Batch(epoch, Guid.NewGuid(), 1, PostgresSome.Trade(id, 1));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.CommitAsync(batch, cancelled.Token));
        Assert.Equal(1, (await store.CommitAsync(batch, Cancellation)).Inserted);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_a_lost_connection_and_a_wrong_password_is_not()
    {
        await using var nobody = PostgresSome.Store("Host=127.0.0.1;Port=1;Username=me;Password=guess;Timeout=2");
        var error = await Assert.ThrowsAsync<StoreException>(() => nobody.OpenAsync(new StoreOpening(Simulated: false), Cancellation));
        Assert.Equal("08006", error.SqlState);
        Assert.DoesNotContain("guess", error.ToString(), StringComparison.Ordinal);
        await using var database = new PostgresDatabase();
        await database.InitializeAsync();
        database.Need();
        await using var stranger = PostgresSome.Store(database, "Username=nobody_of_that_name");
        var refused = await Assert.ThrowsAsync<StoreException>(() => stranger.OpenAsync(new StoreOpening(Simulated: false), Cancellation));
        Assert.Equal(StoreVerdict.Park, StoreFaults.Judge(refused.SqlState));
    }

    private static async Task<PostgresServer> StartAsync()
    {
        try
        {
            return await PostgresServer.StartNewAsync();
        }
        catch (InvalidOperationException error)
        {
            Assert.Skip($"no PostgreSQL: {error.Message}");
            throw;
        }
    }

    /// <summary>As the writer would: again while the store says so, a bounded number of times.</summary>
    private static async Task<T> RetryAsync<T>(Func<Task<T>> call)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (StoreException error) when (attempt < 20 && StoreFaults.Judge(error.SqlState) == StoreVerdict.TryAgain)
            {
                // Each connection that died meanwhile says so once.
            }
        }
    }
}
