using System.Data;
using Npgsql;
using NpgsqlTypes;
using OrleansTicks.Core;
using static OrleansTicks.Storage.PostgresCalls;

namespace OrleansTicks.Storage;

/// <summary>Ownership in PostgreSQL: each call is one function of <c>0004_leases.sql</c>, in one statement.</summary>
internal sealed class PostgresLeases(PostgresCalls calls, string description) : ILeases
{
    public async Task<JoinAnswer> JoinAsync(NodeCard node, string? profile, CancellationToken cancellationToken)
    {
        var (name, secret, now) = (await calls.ListAsync(
            "select o_profile, o_secret, o_now from ticks.node_join($1, $2, $3, $4, $5, $6)",
            row => (row.GetString(0), row.GetGuid(1), Time(row, 2)), cancellationToken,
            Of(node.Id), Of(node.Name), Text(node.Url), Of(node.Build), Id(node.Spool), Text(profile)))[0];
        if (profile is not null && profile != name)
        {
            throw new StoreRefusedException(
                $"{description} has the lease profile {name}, and this node was asked for {profile}: nodes with different times cannot trust each other. "
                + $"Leave --lease out, or give --lease {name}.");
        }

        return new JoinAnswer(LeaseProfile.Named(name) ?? LeaseProfile.Default, secret, now);
    }

    public Task LeaveAsync(Guid owner, CancellationToken cancellationToken) => RunAsync("select ticks.node_leave($1)", cancellationToken, Of(owner));

    public async Task<LeaseLook> LookAsync(CancellationToken cancellationToken) => (await calls.ListAsync(
        "select o_keys, o_feeds, o_for, o_desired, o_nodes, o_version, o_expired from ticks.lease_look()",
        row =>
        {
            var (keys, feeds, since) = (row.GetFieldValue<string[]>(0), row.GetFieldValue<string[]>(1), row.GetFieldValue<TimeSpan[]>(2));
            var expired = row.GetFieldValue<bool[]>(6);
            var free = keys.Select((key, i) => new FreeStream(Key(key), feeds[i], since[i]) { Expired = expired[i] }).ToList();
            return new LeaseLook(free, row.GetInt32(3), row.GetInt32(4), row.GetInt64(5));
        },
        cancellationToken))[0];

    public async Task<LeaseAnswer> AcquireAsync(LeaseRequest request, CancellationToken cancellationToken) => (await calls.ListAsync(
        """
        select o_refused, o_now, o_generation, o_from, o_stream, o_lease, o_epoch,
            o_mark_lease, o_n, o_connection, o_frame, o_instrument, o_kind, o_identity, o_received, o_time, o_first
        from ticks.lease_acquire($1, $2, $3)
        """,
        row => new LeaseAnswer(
            row.IsDBNull(0) ? new StreamEpoch(row.GetInt32(4), row.GetInt32(5), row.GetInt64(6), PositionColumns.Read(row, 7)) { HasPredecessor = !row.GetBoolean(16) } : null,
            row.IsDBNull(2) ? 0 : row.GetInt64(2), Time(row, 1), row.IsDBNull(0) ? null : row.GetString(0))
        {
            TakenFrom = row.IsDBNull(3) ? null : row.GetString(3),
        },
        cancellationToken, Of(request.Stream.ToString()), Of(request.Owner), Of(request.Exclusive)))[0];

    public async Task<BeatAnswer> BeatAsync(Beat beat, CancellationToken cancellationToken)
    {
        var (now, renewed) = (await calls.ListAsync(
            "select o_now, o_leases, o_desired, o_generation, o_restart from ticks.lease_beat($1, $2, $3, $4, $5, $6, $7)",
            row =>
            {
                var (leases, desired) = (row.GetFieldValue<int[]>(1), row.GetFieldValue<string[]>(2));
                var (generation, restart) = (row.GetFieldValue<long[]>(3), row.GetFieldValue<long[]>(4));
                return (Time(row, 0), leases.Select((lease, i) => new RenewedLease(
                    lease, Words.TryParse<DesiredState>(desired[i], out var wish) ? wish : DesiredState.Stop, generation[i], restart[i])).ToList());
            },
            cancellationToken,
            Of(beat.Node.Id), Of(beat.Node.Name), Text(beat.Node.Url), Of(beat.Node.Build), Id(beat.Node.Spool),
            Of(beat.Streams.Select(stream => stream.Lease).ToArray()), Of(beat.Streams.Select(stream => stream.Status).ToArray())))[0];
        var peers = await calls.ListAsync(
            "select id, name, url, build, spool, joined, beat, duty from ticks.node, ticks.lease_times() t where id <> $1 and beat > clock_timestamp() - 3 * t.o_ttl",
            ReadNode, cancellationToken, Of(beat.Node.Id));
        return new BeatAnswer(now, renewed, peers);
    }

    public Task ReleaseAsync(Guid owner, IReadOnlyList<int> leases, Reason reason, CancellationToken cancellationToken) =>
        RunAsync("select ticks.lease_release($1, $2, $3)", cancellationToken, Of(owner), Of(leases.ToArray()), Of(reason.Word()));

    public async Task<DesiredAnswer> SetDesiredAsync(IReadOnlyList<DesiredStream> streams, TimeSpan between, CancellationToken cancellationToken) => (await calls.ListAsync(
        "select o_applied, o_wait from ticks.set_desired($1::jsonb, $2)",
        row => new DesiredAnswer(row.GetBoolean(0), row.GetFieldValue<TimeSpan>(1)), cancellationToken, Of(StreamRows.Write(streams)), Of(between)))[0];

    public async Task<IReadOnlyList<StreamReport>> ReadStatusAsync(CancellationToken cancellationToken) => await calls.ListAsync(
        """
        select s.key, coalesce(l.node, '?'), l.owner_id, l.lease, l.epoch, clock_timestamp() - coalesce(x.at, l.taken_at), x.status
        from ticks.stream_lease l join ticks.stream s on s.id = l.stream left join ticks.stream_status x on x.stream = l.stream and x.lease = l.lease
        where l.owner_id is not null
        """,
        row => new StreamReport(
            Key(row.GetString(0)), row.GetString(1), row.GetGuid(2), row.GetInt32(3), row.GetInt64(4), row.GetFieldValue<TimeSpan>(5), row.IsDBNull(6) ? null : row.GetString(6)),
        cancellationToken);

    public async Task<IReadOnlyList<NodeCard>> ListNodesAsync(CancellationToken cancellationToken) => await calls.ListAsync(
        "select id, name, url, build, spool, joined, beat, duty from ticks.node order by name, joined", ReadNode, cancellationToken);

    public Task<int> SetDutyAsync(string node, NodeDuty duty, CancellationToken cancellationToken) =>
        calls.ScalarAsync<int>("select ticks.node_duty($1, $2)", cancellationToken, Of(node), Of(duty.Word()));

    public Task<TimeSpan> TakeTurnAsync(string account, ConnectBudget budget, CancellationToken cancellationToken) => calls.ScalarAsync<TimeSpan>(
        "select ticks.connect_turn($1, $2, $3)", cancellationToken,
        Of(account), new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Integer, Value = budget.Attempts == int.MaxValue ? DBNull.Value : budget.Attempts }, Of(budget.Window));

    public Task RestAsync(string account, TimeSpan pause, CancellationToken cancellationToken) =>
        RunAsync("select ticks.connect_rest($1, $2)", cancellationToken, Of(account), Of(pause));

    public Task AddEventsAsync(IReadOnlyList<NewEvent> events, CancellationToken cancellationToken) => RunAsync(
        "select ticks.add_events($1, $2, $3, $4, $5, $6)", cancellationToken,
        Of(events.Select(one => one.Stream).ToArray()), Of(events.Select(one => one.Lease).ToArray()), Of(events.Select(one => one.Node).ToArray()),
        Of(events.Select(one => one.What).ToArray()), Of(events.Select(one => one.Reason is Reason.None ? null : one.Reason.Word()).ToArray()),
        Of(events.Select(one => one.Detail).ToArray()));

    private static long Time(NpgsqlDataReader row, int column) => PgTime.ToAnyUnix(row.GetFieldValue<long>(column));

    private static StreamKey Key(string text) => StreamKey.TryParse(text, out var key) ? key : throw new StoreException("22023", $"'{text}' in table stream is no stream key");

    private static NpgsqlParameter Text(string? value) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)value ?? DBNull.Value };

    private static NpgsqlParameter Id(Guid? value) => new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = (object?)value ?? DBNull.Value };

    private static NodeCard ReadNode(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? "" : row.GetString(3), row.IsDBNull(4) ? null : row.GetGuid(4),
        TickTime.ToDateTimeOffset(Time(row, 6)))
    {
        Joined = TickTime.ToDateTimeOffset(Time(row, 5)),
        Duty = Words.TryParse<NodeDuty>(row.GetString(7), out var duty) ? duty : NodeDuty.Open,
    };

    private async Task RunAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        await calls.ListAsync(sql, _ => true, cancellationToken, parameters);
}
