using Microsoft.Extensions.Logging.Abstractions;
using OrleansTicks.Core;
using OrleansTicks.Testing;

namespace OrleansTicks.Storage.Tests;

/// <summary>Stores, ticks and batches for the tests of PostgreSQL.</summary>
internal static class PostgresSome
{
    /// <summary>2024-08-08T12:00:00Z in microseconds: years before any test runs.</summary>
    public const long Noon = 1_723_118_400_000_000;

    public static readonly StreamKey Key = new(GroupKey.Parse("type:test"), 0);

    public static PostgresStore Store(PostgresDatabase database, string more = "") => Store($"{database.ConnectionString};{more}");

    public static PostgresStore Store(string connection) =>
        new(PostgresSettings.Parse($"postgres:{connection}", secret: true), TimeProvider.System, NullLoggerFactory.Instance);

    public static Task<PostgresReader> Reader(PostgresDatabase database, CancellationToken cancellationToken) =>
        PostgresReader.OpenAsync(PostgresSettings.Parse($"postgres:{database.ConnectionString}", secret: true), cancellationToken);

    /// <summary>A store that is open, on real data.</summary>
    public static async Task<PostgresStore> OpenAsync(PostgresDatabase database, CancellationToken cancellationToken, string more = "")
    {
        database.Need();
        var store = Store(database, more);
        await store.OpenAsync(new StoreOpening(Simulated: false), cancellationToken);
        return store;
    }

    /// <summary>An open store with a stream and an instrument of that name.</summary>
    public static async Task<(PostgresStore Store, StreamEpoch Epoch, int Instrument)> StartAsync(
        PostgresDatabase database, string name, CancellationToken cancellationToken)
    {
        var store = await OpenAsync(database, cancellationToken);
        var epoch = await store.OpenEpochAsync(Named(name), cancellationToken);
        return (store, epoch, (await store.RegisterInstrumentsAsync([$"TEST:{name}"], cancellationToken))[0].Id);
    }

    public static StreamKey Named(string name, int number = 0) => new(GroupKey.Parse($"type:{name}"), number);

    public static Tick Trade(int instrument, long id, long time = 0, long price = 12_345, long size = 7) => new()
    {
        Time = time == 0 ? Noon + id : time,
        Received = (time == 0 ? Noon + id : time) + 250,
        Identity = id,
        Price = price,
        PriceScale = 2,
        Size = size,
        Instrument = instrument,
        Kind = TickKind.Trade,
        Flags = TickFlags.SixDigits,
    };

    public static Tick Quote(int instrument, long id) => new()
    {
        Time = Noon + id,
        Received = Noon + id,
        Identity = id,
        Price = 100,
        PriceScale = 1,
        Size = 11,
        SizeScale = 2,
        Ask = 101,
        AskScale = 3,
        AskSize = 12,
        AskSizeScale = 4,
        Instrument = instrument,
        Kind = TickKind.Quote,
    };

    public static Position At(StreamEpoch epoch, long n, int instrument = 1) => new(epoch.Lease, n, 1, n, instrument, TickKind.Trade, n, Noon + n, Noon + n);

    /// <summary>A batch of one lease, its mark at the number of rows.</summary>
    public static TickBatch Batch(StreamEpoch epoch, Guid spool, long sequence, params ReadOnlySpan<Tick> rows)
    {
        var batch = new TickBatch(rows.Length) { Spool = spool, Sequence = sequence };
        batch.Streams.Add(new BatchStream(epoch.Stream, epoch.Lease, epoch.Epoch, 1, At(epoch, Math.Max(1, rows.Length))));
        foreach (ref readonly var row in rows) batch.Add(row);
        return batch;
    }

    public static async Task<List<Tick>> ReadAllAsync(PostgresReader reader, int instrument, bool quotes, CancellationToken cancellationToken)
    {
        var rows = new List<Tick>();
        await foreach (var row in reader.ReadTicksAsync(instrument, quotes, long.MinValue, long.MaxValue, cancellationToken)) rows.Add(row);
        return rows;
    }
}
