using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansTicks.Core;
using static OrleansTicks.Storage.PostgresCalls;

namespace OrleansTicks.Storage;

/// <summary>Ticks in PostgreSQL, schema <c>ticks</c>. Uses at most six connections: one commits, the others do all else, so that no beat waits for a commit.</summary>
public sealed partial class PostgresStore(PostgresSettings settings, TimeProvider time, ILoggerFactory loggers) : ITickStore
{
    private const int Connections = 6;

    private readonly ILogger _logger = loggers.CreateLogger<PostgresStore>();
    private readonly NpgsqlDataSource _source = settings.CreateDataSource(Connections);
    private readonly SemaphoreSlim _gate = new(1);
    private readonly PostgresDays _days = new();
    private readonly KnownLatest _latest = new();
    private bool _conflicts;

    public StoreInfo Info { get => field ?? throw new InvalidOperationException("The store is not open."); private set; }

    public ILeases Leases => field ??= new PostgresLeases(Calls, settings.Description);

    private PostgresCalls Calls => field ??= new PostgresCalls(_source);

    private CommitLink Link => field ??= new CommitLink(_source);

    public async Task OpenAsync(StoreOpening opening, CancellationToken cancellationToken)
    {
        var steps = await new PostgresSchema(_source, settings.Description).MigrateOrCheckAsync(cancellationToken);
        if (steps > 0) LogMigrated(settings.Description, steps);
        var simulated = opening.Simulated is { } asked
            ? await Calls.ScalarAsync<bool>("select ticks.claim($1)", cancellationToken, Of(asked))
            : await Calls.ScalarAsync<bool>("select coalesce(simulated, false) from ticks.meta", cancellationToken);
        if (opening.Simulated is { } wanted && simulated != wanted)
        {
            throw new StoreRefusedException(simulated
                ? $"{settings.Description} holds simulated data; real data goes into a store of its own: name another database with --store."
                : $"{settings.Description} holds real data; simulated data never enters it: name another database with --store, or leave --store out.");
        }

        var id = await Calls.ScalarAsync<Guid>("select store from ticks.meta", cancellationToken);
        const string Latest = "select instrument, kind_group = 2 from ticks.latest";
        foreach (var (instrument, quote) in await Calls.ListAsync(Latest, row => (row.GetInt32(0), row.GetBoolean(1)), cancellationToken))
            _latest.Add(instrument, quote);
        // The days ahead are there before midnight brings the first row: by the database's clock, which is the one that refuses days.
        const string Days = "select ticks.ensure_day((clock_timestamp() at time zone 'UTC')::date + i) from generate_series(0, 1) i";
        await Calls.ListAsync(Days, row => row.GetBoolean(0), cancellationToken);
        Info = new StoreInfo(id, simulated, settings.Description) { Schema = PostgresSchema.Version };
    }

    public async Task<IReadOnlyList<Instrument>> RegisterInstrumentsAsync(IReadOnlyList<string> identities, CancellationToken cancellationToken) =>
        await Calls.ListAsync("select o_id, o_name from ticks.register_instruments($1)", ReadInstrument, cancellationToken, Of(identities.ToArray()));

    public async Task<IReadOnlyList<Instrument>> ListInstrumentsAsync(CancellationToken cancellationToken) =>
        await Calls.ListAsync(PostgresReader.InstrumentsSql, ReadInstrument, cancellationToken);

    public async Task<IReadOnlyList<BookMark>> LoadBooksAsync(IReadOnlyList<int> instruments, CancellationToken cancellationToken) => await Calls.ListAsync(
        "select * from ticks.load_books($1)",
        row => new BookMark(row.GetInt32(0), (TickKind)row.GetInt16(1), row.GetInt64(2), PgTime.ToAnyUnix(row.GetFieldValue<long>(3))),
        cancellationToken, Of(instruments.ToArray()));

    public Task<long> GetCursorAsync(Guid spool, CancellationToken cancellationToken) =>
        Calls.ScalarAsync<long>("select seq from ticks.spool_cursor where spool = $1", cancellationToken, Of(spool));

    public Task<CommitResult> CommitAsync(TickBatch batch, CancellationToken cancellationToken) => WithDaysAsync(batch, 0, batch.Count, async () =>
    {
        // A batch of an earlier run, and one that follows duplicates, likely meets rows that are there already.
        var result = await Link.CommitAsync(batch, _conflicts || batch.Recovered, _latest.Missing(batch), cancellationToken);
        _conflicts = result.Duplicate > 0;
        if (result is { Replayed: false, FencedLeases.Count: 0 }) _latest.Committed(batch);
        return result;
    }, cancellationToken);

    public Task ProbeAsync(TickBatch batch, int start, int count, CancellationToken cancellationToken) => WithDaysAsync(batch, start, count, async () =>
    {
        await Link.ProbeAsync(batch, start, count, cancellationToken);
        return true;
    }, cancellationToken);

    public Task RehearseAsync(TickBatch batch, CancellationToken cancellationToken) => WithDaysAsync(batch, 0, batch.Count, async () =>
    {
        await Link.RehearseAsync(batch, cancellationToken);
        return true;
    }, cancellationToken);

    public async Task EnsureDayAsync(DateOnly day, CancellationToken cancellationToken)
    {
        if (await Calls.ScalarAsync<bool>("select ticks.ensure_day($1)", cancellationToken, Of(day))) LogDay(day);
    }

    public async Task<int> DropDaysBeforeAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var days = 0;
        while (await Calls.ScalarAsync<DateOnly?>("select ticks.drop_day_before($1)", cancellationToken, Of(day)) is { } dropped)
        {
            days++;
            LogDropped(dropped);
        }

        return days;
    }

    public async Task<IReadOnlyList<DesiredStream>> LoadStreamsAsync(CancellationToken cancellationToken) =>
        [.. (await StreamRows.ListAsync(Calls, cancellationToken)).Select(stream => stream.Desired)];

    public async ValueTask DisposeAsync()
    {
        await Link.DisposeAsync();
        await _source.DisposeAsync();
        _gate.Dispose();
    }

    internal static Instrument ReadInstrument(NpgsqlDataReader row) => new(row.GetInt32(0), row.GetString(1));

    /// <summary>Makes the days of these rows first; and once more where one was dropped in between.</summary>
    private async Task<T> WithDaysAsync<T>(TickBatch batch, int start, int count, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                foreach (var day in _days.Missing(batch.Ticks.Slice(start, count))) await EnsureKnownAsync(day, cancellationToken);
                try
                {
                    return await call();
                }
                catch (StoreException error) when (attempt < 3 && StoreFaults.Judge(error.SqlState) == StoreVerdict.MissingDay)
                {
                    _days.Forget();
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task EnsureKnownAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await EnsureDayAsync(day, cancellationToken);
        _days.Add(day);
        if (day != TickTime.Day(time.MicrosecondsNow())) return;
        try
        {
            await EnsureDayAsync(day.AddDays(1), cancellationToken);
        }
        catch (StoreException error) when (StoreFaults.Judge(error.SqlState) == StoreVerdict.BadRows)
        {
            // The database's clock is behind ours and calls it the day after tomorrow; it is made when its first row comes.
            LogNotYet(day.AddDays(1));
        }
    }
}
