using Npgsql;
using NpgsqlTypes;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Positions as parameters. The lease stands apart for marks, whose leases the call declares anyway.</summary>
internal sealed class PositionColumns(NpgsqlParameterCollection parameters, bool withLease)
{
    private readonly ListColumn<int>? _lease = withLease ? new(parameters, NpgsqlDbType.Integer) : null;
    private readonly ListColumn<long> _n = new(parameters, NpgsqlDbType.Bigint);
    private readonly ListColumn<int> _connection = new(parameters, NpgsqlDbType.Integer);
    private readonly ListColumn<long> _frame = new(parameters, NpgsqlDbType.Bigint);
    private readonly ListColumn<int> _instrument = new(parameters, NpgsqlDbType.Integer);
    private readonly ListColumn<short> _kind = new(parameters, NpgsqlDbType.Smallint);
    private readonly ListColumn<long> _identity = new(parameters, NpgsqlDbType.Bigint);
    private readonly ListColumn<long> _received = new(parameters, NpgsqlDbType.TimestampTz);
    private readonly ListColumn<long> _time = new(parameters, NpgsqlDbType.TimestampTz);

    public void Clear()
    {
        _lease?.Clear();
        _n.Clear();
        _connection.Clear();
        _frame.Clear();
        _instrument.Clear();
        _kind.Clear();
        _identity.Clear();
        _received.Clear();
        _time.Clear();
    }

    public void Add(in Position position)
    {
        _lease?.Add(position.Lease);
        _n.Add(position.N);
        _connection.Add(position.Connection);
        _frame.Add(position.Frame);
        _instrument.Add(position.Instrument);
        _kind.Add((short)position.Kind);
        _identity.Add(position.Identity);
        _received.Add(PgTime.FromAnyUnix(position.Received));
        _time.Add(PgTime.FromAnyUnix(position.Time));
    }

    /// <summary>Reads nine columns from <paramref name="at"/> on, in the order of the tables; null where the lease is null.</summary>
    public static Position? Read(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : new Position(
        row.GetInt32(at), row.GetInt64(at + 1), row.GetInt32(at + 2), row.GetInt64(at + 3),
        row.GetInt32(at + 4), (TickKind)row.GetInt16(at + 5), row.GetInt64(at + 6),
        PgTime.ToAnyUnix(row.GetFieldValue<long>(at + 7)), PgTime.ToAnyUnix(row.GetFieldValue<long>(at + 8)));
}
