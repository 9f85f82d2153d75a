using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using OrleansTicks.Core;
using static OrleansTicks.Storage.PostgresCalls;

namespace OrleansTicks.Storage;

/// <summary>Reads a PostgreSQL store. Rows pass through as they come: memory does not grow with their number.</summary>
public sealed class PostgresReader : ITickReader
{
    internal const string InstrumentsSql = "select id, name from ticks.instrument order by id";

    /// <summary>Rows that are read at a time; an error is translated once for all of them.</summary>
    private const int Chunk = 256;

    private const string TradesSql =
        """
        select time, received, identity, price, size, 0::bigint, 0::bigint, ((moment >> 30) & 3)::smallint, ((scale::int >> 8) << 24) | ((scale::int & 255) << 16), flags
        from ticks.tick where instrument = $1 and time >= $2 and time < $3 order by time, (moment >> 30) & 3, identity
        """;

    private const string QuotesSql =
        """
        select time, received, identity, bid, bid_size, ask, ask_size, 4::smallint, scales, flags
        from ticks.quote where instrument = $1 and time >= $2 and time < $3 order by time, identity
        """;

    private const string DaysSql =
        """
        select time, received, identity, value, 0::bigint, 0::bigint, figure::bigint, 5::smallint, scale::int << 24, flags
        from ticks.day where instrument = $1 and time >= $2 and time < $3 order by time, identity
        """;

    private const string DepthSql =
        """
        select time, received, identity, price, size, orders, level::bigint, 6::smallint, (scale::int & 65535) << 16, flags
        from ticks.depth where instrument = $1 and time >= $2 and time < $3 order by time, identity
        """;

    private const string CandlesSql =
        """
        select time, received, volume, open, high, low, close, 7::smallint, (price_scale::int << 24) | (volume_scale::int << 16) | (length::int << 8) | closed::int, flags
        from ticks.candle where instrument = $1 and time >= $2 and time < $3 order by time, length, closed, received
        """;

    private const string GapsSql =
        """
        select s.key, g.stream, g.cause, g.instrument, g.kind, g.missing,
            g.last_lease, g.last_n, g.last_connection, g.last_frame, g.last_instrument, g.last_kind, g.last_identity, g.last_received, g.last_time,
            g.first_lease, g.first_n, g.first_connection, g.first_frame, g.first_instrument, g.first_kind, g.first_identity, g.first_received, g.first_time
        from ticks.gap g left join ticks.stream s on s.id = g.stream
        where g.first_received >= $1 and coalesce(g.last_received, g.first_received) < $2
            and (g.cause <> 2 or g.last_lease is not null)          -- else it is only held open for what an owner before may still have in its spool
        order by g.first_received, g.id limit $3
        """;

    /// <summary>$1 where to go on, $2 whose (null = everybody's), $3 how many.</summary>
    private const string EventsSql =
        """
        select e.id, e.at, s.key, e.node, e.what, e.reason, e.detail
        from ticks.event e left join ticks.stream s on s.id = e.stream
        where e.id > $1 and ($2 is null or e.stream in (select id from ticks.stream where key = $2 or starts_with(key, $2 || '/')))
        """;

    private const string EventsFromSql = EventsSql + " order by e.id limit $3";
    private const string NewestEventsSql = "select * from (" + EventsSql + " order by e.id desc limit $3) newest order by id";

    private readonly NpgsqlDataSource _source;
    private readonly PostgresCalls _calls;

    private PostgresReader(NpgsqlDataSource source)
    {
        _source = source;
        _calls = new PostgresCalls(source);
    }

    /// <summary>Opens for reading; changes nothing and claims nothing.</summary>
    /// <exception cref="StoreRefusedException">There is no store there, or one that this program cannot read.</exception>
    /// <exception cref="StoreException">The database cannot be reached.</exception>
    public static async Task<PostgresReader> OpenAsync(PostgresSettings settings, CancellationToken cancellationToken)
    {
        var source = settings.CreateDataSource(2);
        try
        {
            await new PostgresSchema(source, settings.Description).CheckAsync(cancellationToken);
            return new PostgresReader(source);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    public async Task<IReadOnlyList<Instrument>> ListInstrumentsAsync(CancellationToken cancellationToken) =>
        await _calls.ListAsync(InstrumentsSql, PostgresStore.ReadInstrument, cancellationToken);

    public IAsyncEnumerable<Tick> ReadTicksAsync(int instrument, bool quotes, long from, long to, CancellationToken cancellationToken) =>
        ReadAsync(quotes ? QuotesSql : TradesSql, instrument, from, to, cancellationToken);

    public IAsyncEnumerable<Tick> ReadRowsAsync(int instrument, TickKind kind, long from, long to, CancellationToken cancellationToken) => ReadAsync(
        kind switch { TickKind.Day => DaysSql, TickKind.Depth => DepthSql, TickKind.Candle => CandlesSql, _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is read as a tick") },
        instrument, from, to, cancellationToken);

    private async IAsyncEnumerable<Tick> ReadAsync(string sql, int instrument, long from, long to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(sql);
        command.CommandTimeout = 0;              // an export takes as long as it takes; the caller's token ends it
        command.Parameters.Add(Of(instrument));
        command.Parameters.Add(Time(from));
        command.Parameters.Add(Time(to));
        await using var rows = await GuardAsync(() => command.ExecuteReaderAsync(cancellationToken));
        var chunk = new List<Tick>(Chunk);
        do
        {
            await GuardAsync(() => ReadChunkAsync(rows, instrument, chunk, cancellationToken));
            foreach (var tick in chunk) yield return tick;
        }
        while (chunk.Count == Chunk);
    }

    public async Task<IReadOnlyList<(string Stream, Gap Gap)>> ListGapsAsync(long from, long to, int limit, CancellationToken cancellationToken) =>
        await _calls.ListAsync(
            GapsSql,
            row => (row.IsDBNull(0) ? "" : row.GetString(0), new Gap(
                row.GetInt32(1), (GapCause)row.GetInt16(2), PositionColumns.Read(row, 6), PositionColumns.Read(row, 15)!.Value,
                row.GetInt32(3), (TickKind)row.GetInt16(4), row.IsDBNull(5) ? null : row.GetInt64(5))),
            cancellationToken, Time(from), Time(to), Of(limit));

    public async Task<IReadOnlyList<StreamEvent>> ListEventsAsync(long after, string? stream, int limit, CancellationToken cancellationToken) =>
        await _calls.ListAsync(
            after == 0 ? NewestEventsSql : EventsFromSql,
            row => new StreamEvent(
                row.GetInt64(0), TickTime.ToDateTimeOffset(PgTime.ToUnix(row.GetFieldValue<long>(1))), Text(row, 2), Text(row, 3), row.GetString(4), Text(row, 5), Text(row, 6)),
            cancellationToken, Of(after), new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = stream ?? (object)DBNull.Value }, Of(limit));

    public async Task<IReadOnlyList<(int Stream, DesiredStream Desired)>> ListStreamsAsync(CancellationToken cancellationToken) =>
        await StreamRows.ListAsync(_calls, cancellationToken);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static NpgsqlParameter Time(long microseconds) =>
        new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.TimestampTz, TypedValue = PgTime.FromAnyUnix(microseconds) };

    private static async Task<bool> ReadChunkAsync(NpgsqlDataReader rows, int instrument, List<Tick> chunk, CancellationToken cancellationToken)
    {
        chunk.Clear();
        cancellationToken.ThrowIfCancellationRequested();     // the driver looks only when it must wait
        while (chunk.Count < Chunk && await rows.ReadAsync(cancellationToken)) chunk.Add(Read(rows, instrument));
        return true;
    }

    private static Tick Read(NpgsqlDataReader row, int instrument)
    {
        var tick = new Tick
        {
            Time = PgTime.ToUnix(row.GetFieldValue<long>(0)),
            Received = PgTime.ToUnix(row.GetFieldValue<long>(1)),
            Identity = row.GetInt64(2),
            Price = row.GetInt64(3),
            Size = row.GetInt64(4),
            Ask = row.GetInt64(5),
            AskSize = row.GetInt64(6),
            Instrument = instrument,
            Kind = (TickKind)row.GetInt16(7),
            Flags = (ushort)row.GetInt16(9),
        };
        Scales.Unpack(row.GetInt32(8), ref tick);
        return tick;
    }
}
