using OrleansTicks.Core;
using Xunit;

namespace OrleansTicks.Storage.Tests;

/// <summary>What every store promises. A store's own test class derives from this; each test begins with a fresh store.</summary>
public abstract partial class TickStoreConformance : IAsyncLifetime
{
    private static readonly StreamKey Stream = Key("feed:test|set:0000aaaa/0");

    private ITickStore? _store;
    private long _sequence;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens this test's store, with the real clock. A second call comes only after the first store was disposed.</summary>
    protected abstract Task<ITickStore> OpenAsync(bool simulated = false);

    /// <summary>Opens this test's store for reading, beside or without a node.</summary>
    protected abstract Task<ITickReader> ReadAsync();

    /// <summary>
    /// The rows of a query, columns as invariant text with | between them, null as nothing; <c>{schema}</c> stands before each table or view, to be replaced by
    /// <c>ticks.</c> or nothing.
    /// </summary>
    protected abstract Task<IReadOnlyList<string>> AskAsync(string sql);

    /// <summary>Puts an event into the store, as a node would.</summary>
    protected abstract Task PutEventAsync(int? stream, StreamEvent told);

    protected abstract ValueTask CleanUpAsync();

    protected ITickStore Store => _store!;

    /// <summary>The spool that batches name unless a test says otherwise.</summary>
    protected Guid Spool { get; } = Guid.NewGuid();

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    protected static StreamKey Key(string text) => StreamKey.TryParse(text, out var key) ? key : throw new FormatException(text);

    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        _store = await OpenAsync();
    }

    protected Task<StreamEpoch> OpenEpochAsync() => Store.OpenEpochAsync(Stream, Cancellation);

    protected async Task<int> RegisterAsync(string name) => (await Store.RegisterInstrumentsAsync([name], Cancellation))[0].Id;

    protected Task<CommitResult> CommitAsync(TickBatch batch) => Store.CommitAsync(batch, Cancellation);

    /// <summary>Commits the rows as the next batch of the test's spool.</summary>
    protected Task<CommitResult> CommitAsync(StreamEpoch epoch, params IEnumerable<Tick> ticks) => CommitAsync(Next(epoch, ticks));

    protected TickBatch Next(StreamEpoch epoch, params IEnumerable<Tick> ticks) => Made.Batch(Spool, ++_sequence, epoch, ticks);

    protected async Task<List<Tick>> RowsAsync(int instrument, bool quotes = false, long from = long.MinValue, long to = long.MaxValue)
    {
        await using var reader = await ReadAsync();
        return await reader.ReadTicksAsync(instrument, quotes, from, to, Cancellation).ToListAsync();
    }

    protected async Task<IReadOnlyList<(string Stream, Gap Gap)>> GapsAsync(
        long from = Made.Day - TickTime.MicrosecondsPerDay,
        long to = Made.Day + (2 * TickTime.MicrosecondsPerDay), int limit = 1_000)
    {
        await using var reader = await ReadAsync();
        return await reader.ListGapsAsync(from, to, limit, Cancellation);
    }

    protected static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    protected static long StartOf(DateOnly day) => TickTime.FromDateTimeOffset(new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero));
}
