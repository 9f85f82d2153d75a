using Npgsql;
using NpgsqlTypes;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>The call of <c>commit_ticks</c>, or of <c>commit_kinds</c> for batches with other rows than prices: one command, prepared once for each connection, its parameters used again and again.</summary>
internal sealed class CommitCommand : IDisposable
{
    private readonly NpgsqlParameter<Guid> _spool = new() { NpgsqlDbType = NpgsqlDbType.Uuid };
    private readonly NpgsqlParameter<long> _sequence = new() { NpgsqlDbType = NpgsqlDbType.Bigint };
    private readonly NpgsqlParameter<bool> _conflicts = new() { NpgsqlDbType = NpgsqlDbType.Boolean };
    private readonly NpgsqlParameter<bool> _joined = new() { NpgsqlDbType = NpgsqlDbType.Boolean };
    private readonly ListColumn<int> _leases;
    private readonly ListColumn<long> _epochs;
    private readonly ListColumn<long> _receivedBy;
    private readonly PositionColumns _marks;
    private readonly RowColumns _rows;
    private readonly FullRowColumns _latest;
    private readonly GapColumns _gaps;
    private readonly FullRowColumns _quarantined;
    private readonly ListColumn<string> _reasons;
    private readonly FullRowColumns? _kinds;
    private readonly HashSet<int> _declared = [];

    /// <param name="kinds">Takes rows of all kinds, not only prices.</param>
    public CommitCommand(bool kinds)
    {
        var parameters = Command.Parameters;
        parameters.Add(_spool);
        parameters.Add(_sequence);
        parameters.Add(_conflicts);
        parameters.Add(_joined);
        _leases = new ListColumn<int>(parameters, NpgsqlDbType.Integer);
        _epochs = new ListColumn<long>(parameters, NpgsqlDbType.Bigint);
        _receivedBy = new ListColumn<long>(parameters, NpgsqlDbType.TimestampTz);
        _marks = new PositionColumns(parameters, withLease: false);
        _rows = new RowColumns(parameters);
        _latest = new FullRowColumns(parameters, plainTimes: false);
        _gaps = new GapColumns(parameters);
        _quarantined = new FullRowColumns(parameters, plainTimes: true);
        _reasons = new ListColumn<string>(parameters, NpgsqlDbType.Text);
        if (kinds) _kinds = new FullRowColumns(parameters, plainTimes: false);
        Command.CommandText = Placeholders.Call(kinds ? "select * from ticks.commit_kinds" : "select * from ticks.commit_ticks", parameters.Count);
    }

    public NpgsqlCommand Command { get; } = new();

    /// <param name="batch">What to commit.</param>
    /// <param name="conflicts">Rows that are there already are likely: look for them at once.</param>
    /// <param name="extraLatest">Latest rows that the batch does not carry itself.</param>
    public void Fill(TickBatch batch, bool conflicts, List<LatestRow> extraLatest)
    {
        _spool.TypedValue = batch.Spool;
        _sequence.TypedValue = batch.Sequence;
        _conflicts.TypedValue = conflicts;
        _joined.TypedValue = batch.Joined;
        _leases.Clear();
        _epochs.Clear();
        _receivedBy.Clear();
        _declared.Clear();
        _marks.Clear();
        _latest.Clear();
        _gaps.Clear();
        _quarantined.Clear();
        _reasons.Clear();
        foreach (var stream in batch.Streams)
        {
            _leases.Add(stream.Lease);           // never left out, twice or not: rows name it by its place
            _epochs.Add(stream.Epoch);
            _receivedBy.Add(PgTime.FromAnyUnix(stream.ReceivedBy == 0 ? long.MaxValue : stream.ReceivedBy));   // unknown: may have been at any time
            _declared.Add(stream.Lease);
            _marks.Add(stream.Last);
        }

        _rows.Fill(batch.Ticks, batch.Streams.Count);
        _kinds?.FillKinds(batch.Ticks, batch.Streams);
        foreach (var row in batch.Latest) AddLatest(row);
        foreach (var row in extraLatest) AddLatest(row);
        foreach (var gap in batch.Gaps)
        {
            Declare(gap.First.Lease);
            _gaps.Add(gap);
        }

        foreach (var row in batch.Quarantined)
        {
            Declare(row.Lease);
            _quarantined.Add(row.Tick, row.Lease);
            _reasons.Add(row.Reason.Replace('\0', ' '));      // PostgreSQL's text knows no NUL
        }
    }

    public async Task<CommitResult> ExecuteAsync(CancellationToken cancellationToken)
    {
        await using var reader = await Command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new CommitResult(reader.GetBoolean(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetFieldValue<int[]>(3), reader.GetInt32(4))
        {
            PastLeases = reader.GetFieldValue<int[]>(5),
        };
    }

    public void Dispose() => Command.Dispose();

    private void AddLatest(in LatestRow row)
    {
        Declare(row.Lease);
        _latest.Add(row.Tick, row.Lease);
    }

    /// <summary>A lease that no row of the batch names is fenced like the others.</summary>
    private void Declare(int lease)
    {
        if (_declared.Add(lease)) _leases.Add(lease);
    }
}
