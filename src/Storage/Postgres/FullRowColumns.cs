using Npgsql;
using NpgsqlTypes;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Rows with all their fields as parameters: latest ones, quarantined ones, and those that are no prices.</summary>
/// <remarks>Quarantined rows carry their times as plain numbers, since a time that no timestamptz can hold may be what is wrong with them.</remarks>
internal sealed class FullRowColumns(NpgsqlParameterCollection parameters, bool plainTimes)
{
    private readonly ListColumn<long> _time = new(parameters, plainTimes ? NpgsqlDbType.Bigint : NpgsqlDbType.TimestampTz);
    private readonly ListColumn<long> _received = new(parameters, plainTimes ? NpgsqlDbType.Bigint : NpgsqlDbType.TimestampTz);
    private readonly ListColumn<long> _identity = new(parameters, NpgsqlDbType.Bigint);
    private readonly ListColumn<long> _price = new(parameters, NpgsqlDbType.Bigint);
    private readonly ListColumn<long> _size = new(parameters, NpgsqlDbType.Bigint);
    private readonly ListColumn<long> _ask = new(parameters, NpgsqlDbType.Bigint);
    private readonly ListColumn<long> _askSize = new(parameters, NpgsqlDbType.Bigint);
    private readonly ListColumn<int> _instrument = new(parameters, NpgsqlDbType.Integer);
    private readonly ListColumn<int> _lease = new(parameters, NpgsqlDbType.Integer);
    private readonly ListColumn<int> _scales = new(parameters, NpgsqlDbType.Integer);
    private readonly ListColumn<short> _kind = new(parameters, NpgsqlDbType.Smallint);
    private readonly ListColumn<short> _flags = new(parameters, NpgsqlDbType.Smallint);

    public void Clear()
    {
        _time.Clear();
        _received.Clear();
        _identity.Clear();
        _price.Clear();
        _size.Clear();
        _ask.Clear();
        _askSize.Clear();
        _instrument.Clear();
        _lease.Clear();
        _scales.Clear();
        _kind.Clear();
        _flags.Clear();
    }

    /// <summary>Takes over those rows that are no prices, in the order of their receipt.</summary>
    public void FillKinds(ReadOnlySpan<Tick> rows, List<BatchStream> streams)
    {
        Clear();
        foreach (ref readonly var row in rows)
        {
            if (!row.Kind.IsPrice()) Add(row, streams[row.Slot].Lease);
        }
    }

    public void Add(in Tick tick, int lease)
    {
        _time.Add(plainTimes ? tick.Time : PgTime.FromAnyUnix(tick.Time));
        _received.Add(plainTimes ? tick.Received : PgTime.FromAnyUnix(tick.Received));
        _identity.Add(tick.Identity);
        _price.Add(tick.Price);
        _size.Add(tick.Size);
        _ask.Add(tick.Ask);
        _askSize.Add(tick.AskSize);
        _instrument.Add(tick.Instrument);
        _lease.Add(lease);
        _scales.Add(Scales.Pack(tick));
        _kind.Add((short)tick.Kind);
        _flags.Add((short)tick.Flags);
    }
}
