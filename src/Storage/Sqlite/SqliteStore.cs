using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>A store in one SQLite file: write-ahead log, flushed at every commit, one node a file. Needs nothing beside .NET.</summary>
/// <remarks>
/// All calls may be made at any time from any thread; they run one after the other on a thread of the store's own. Besides the file there are
/// <c>-wal</c> and <c>-shm</c> while it is open, and <c>.lock</c> with the pid of the node that has it.
/// </remarks>
/// <param name="path">The file; made with its directory where missing. A link is followed.</param>
/// <param name="time">Says what tomorrow is, and dates epochs.</param>
/// <param name="loggers">For days made and dropped.</param>
public sealed partial class SqliteStore(string path, TimeProvider time, ILoggerFactory loggers) : ITickStore
{
    private readonly string _path = FollowLink(Path.GetFullPath(path));
    private readonly ILogger _logger = loggers.CreateLogger<SqliteStore>();
    private WorkThread? _thread;
    private SqliteDatabase? _database;

    public StoreInfo Info => _database?.Info ?? throw NotOpen();

    public ILeases Leases => field ??= new SqliteLeases(this, _path);

    /// <inheritdoc/>
    /// <remarks>After a failure it may be called again.</remarks>
    public async Task OpenAsync(StoreOpening opening, CancellationToken cancellationToken)
    {
        if (_thread is not null) throw new InvalidOperationException("The store is open already.");
        var thread = new WorkThread("sqlite");
        try
        {
            _database = await TranslateAsync(thread.RunAsync(() => SqliteDatabase.Open(_path, opening, time), cancellationToken));
            _thread = thread;
            LogOpened(_path, _database.Info.Id, _database.Info.Simulated);
        }
        finally
        {
            if (_thread is null) await thread.DisposeAsync();
        }
    }

    public Task<IReadOnlyList<Instrument>> RegisterInstrumentsAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken) =>
        RunAsync(database => database.Streams.Register(identities), cancellationToken);

    public Task<IReadOnlyList<Instrument>> ListInstrumentsAsync(CancellationToken cancellationToken) =>
        RunAsync(database => database.ListInstruments(), cancellationToken);

    public Task<IReadOnlyList<BookMark>> LoadBooksAsync(IReadOnlyList<int> instruments, CancellationToken cancellationToken) =>
        RunAsync(database => database.Streams.LoadBooks(instruments), cancellationToken);

    public Task<long> GetCursorAsync(Guid spool, CancellationToken cancellationToken) =>
        RunAsync(database => database.Streams.GetCursor(spool), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Measured: about 3 us a row at 5,000 rows a batch. Cancelled, it has changed nothing.</remarks>
    public Task<CommitResult> CommitAsync(TickBatch batch, CancellationToken cancellationToken) =>
        RunAsync(database => database.Commits.Commit(batch, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The days of the rows may stay behind, empty.</remarks>
    public Task ProbeAsync(TickBatch batch, int start, int count, CancellationToken cancellationToken) =>
        RunAsync(database => database.Commits.Probe(batch, start, count, cancellationToken), cancellationToken);

    /// <exception cref="StoreException">22008: the day lies before 2000 or after tomorrow.</exception>
    public Task EnsureDayAsync(DateOnly day, CancellationToken cancellationToken) => RunAsync(database => database.Days.Ensure(day), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A transaction a day, so that commits go on between them. The file keeps its size; later days use the room.</remarks>
    public async Task<int> DropDaysBeforeAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var dropped = 0;
        while (await RunAsync(database => database.Days.DropOldestBefore(day), cancellationToken)) dropped++;
        if (dropped > 0) LogDropped(_path, dropped, day);
        return dropped;
    }

    public Task<IReadOnlyList<DesiredStream>> LoadStreamsAsync(CancellationToken cancellationToken) =>
        RunAsync(database => database.ListStreams(), cancellationToken);

    /// <summary>Lets calls under way end, folds the log into the file and gives the lock back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_thread is not { } thread || _database is not { } database) return;
        _thread = null;
        try
        {
            await thread.RunAsync(
                () =>
                {
                    database.Dispose();
                    return true;
                },
                CancellationToken.None);
        }
        finally
        {
            await thread.DisposeAsync();
        }
    }

    /// <summary>Two names of one file must meet at one lock.</summary>
    private static string FollowLink(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link && link.ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : path;

    private static InvalidOperationException NotOpen() => new("The store is not open; call OpenAsync first.");

    internal Task RunAsync(Action<SqliteDatabase> work, CancellationToken cancellationToken) => RunAsync(
        database =>
        {
            work(database);
            return true;
        },
        cancellationToken);

    internal Task<T> RunAsync<T>(Func<SqliteDatabase, T> work, CancellationToken cancellationToken)
    {
        if (_thread is not { } thread || _database is not { } database) throw NotOpen();
        return TranslateAsync(thread.RunAsync(() => work(database), cancellationToken));
    }

    private async Task<T> TranslateAsync<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.Translate(e, _path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StoreRefusedException($"{_path} cannot be written here: {e.Message} Give another --store, or the right to write it.", e);
        }
        catch (IOException e)
        {
            throw new StoreException("58030", $"sqlite {_path}: {e.Message}", e);
        }
    }
}
