using System.Data;
using Npgsql;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>The one connection that commits, with its prepared commands; opened anew, and they with it, after it broke. Not for two callers at once.</summary>
internal sealed class CommitLink(NpgsqlDataSource source) : IAsyncDisposable
{
    private CommitCommand _commit = new(kinds: false);
    private CommitCommand _commitKinds = new(kinds: true);
    private ProbeCommand _probe = new();
    private NpgsqlConnection? _connection;
    private bool _kindsPrepared;
    private bool _probePrepared;

    public Task<CommitResult> CommitAsync(TickBatch batch, bool conflicts, List<LatestRow> extraLatest, CancellationToken cancellationToken) =>
        OnConnectionAsync(async () =>
        {
            var command = _commit;
            if (HasKinds(batch.Ticks))
            {
                command = _commitKinds;
                command.Command.Connection = _connection;
                if (!_kindsPrepared) await command.Command.PrepareAsync(cancellationToken);
                _kindsPrepared = true;
            }

            command.Fill(batch, conflicts, extraLatest);
            return await command.ExecuteAsync(cancellationToken);
        }, cancellationToken);

    public Task ProbeAsync(TickBatch batch, int start, int count, CancellationToken cancellationToken) => OnConnectionAsync(async () =>
    {
        await ProbeOnceAsync(batch, start, count, conflicts: true, cancellationToken);
        return true;
    }, cancellationToken);

    /// <summary>Both ways to put rows in, by dry runs; then a commit whose leases are nobody's, undone.</summary>
    public Task RehearseAsync(TickBatch batch, CancellationToken cancellationToken) => OnConnectionAsync(async () =>
    {
        await ProbeOnceAsync(batch, 0, batch.Count, conflicts: false, cancellationToken);
        await ProbeOnceAsync(batch, 0, batch.Count, conflicts: true, cancellationToken);
        await using var transaction = await _connection!.BeginTransactionAsync(cancellationToken);
        _commit.Fill(batch, conflicts: false, []);
        await _commit.ExecuteAsync(cancellationToken);
        await transaction.RollbackAsync(cancellationToken);
        return true;
    }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _commit.Dispose();
        _commitKinds.Dispose();
        _probe.Dispose();
    }

    private static bool HasKinds(ReadOnlySpan<Tick> rows)
    {
        foreach (ref readonly var row in rows)
        {
            if (!row.Kind.IsPrice()) return true;
        }

        return false;
    }

    private async Task ProbeOnceAsync(TickBatch batch, int start, int count, bool conflicts, CancellationToken cancellationToken)
    {
        _probe.Command.Connection = _connection;
        _probe.Fill(batch, start, count, conflicts);
        if (!_probePrepared) await _probe.Command.PrepareAsync(cancellationToken);
        _probePrepared = true;
        await _probe.ExecuteAsync(cancellationToken);
    }

    private Task<T> OnConnectionAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => PostgresCalls.GuardAsync(async () =>
    {
        try
        {
            if (_connection is null)
            {
                _connection = await source.OpenConnectionAsync(cancellationToken);
                _commit.Command.Connection = _connection;
                await _commit.Command.PrepareAsync(cancellationToken);
            }

            return await call();
        }
        catch (Exception error) when (error is not PostgresException || _connection?.FullState != ConnectionState.Open)
        {
            await CloseAsync();
            throw;
        }
    });

    private async Task CloseAsync()
    {
        var connection = _connection;
        if (connection is null) return;
        _connection = null;
        _probePrepared = _kindsPrepared = false;
        // A command whose connection died under it may believe for ever that its reader is still open.
        _commit.Dispose();
        _commitKinds.Dispose();
        _probe.Dispose();
        (_commit, _commitKinds, _probe) = (new CommitCommand(kinds: false), new CommitCommand(kinds: true), new ProbeCommand());
        await connection.DisposeAsync();
    }
}
