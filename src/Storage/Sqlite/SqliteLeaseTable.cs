using Microsoft.Data.Sqlite;
using OrleansTicks.Core;

namespace OrleansTicks.Storage;

/// <summary>Wishes, leases, nodes and connect budgets in the file's tables, by the rules of <c>Postgres/0004_leases.sql</c>. On the store's own thread.</summary>
internal sealed class SqliteLeaseTable(SqliteConnection connection, TimeProvider time)
{
    private static readonly TimeSpan OldNode = TimeSpan.FromDays(1);

    private LeaseProfile _profile = LeaseProfile.Default;

    /// <summary>A process that opens the file has its lock, so whoever owned streams before is gone: their leases end, whatever their time.</summary>
    public JoinAnswer Join(NodeCard node, string? profile, string path) => connection.InTransaction(() =>
    {
        var now = time.NanosecondsNow();
        connection.Execute("insert into meta values ('lease_profile', $profile), ('node_secret', $secret) on conflict (key) do nothing",
            ("$profile", profile ?? LeaseProfile.Default.Name), ("$secret", Guid.NewGuid().ToString()));
        var held = (string)connection.Scalar("select value from meta where key = 'lease_profile'")!;
        if (profile is not null && profile != held)
        {
            throw new StoreRefusedException(
                $"{path} has the lease profile {held}, and this node was asked for {profile}: nodes with different times cannot trust each other. Leave --lease out, or give --lease {held}.");
        }

        _profile = LeaseProfile.Named(held) ?? LeaseProfile.Default;
        connection.Execute("update stream_lease set owner = null, expires_at = min(expires_at, $now) where owner is not null and owner <> $id", ("$now", now), ("$id", node.Id.ToString()));
        connection.Execute("delete from node where id <> $id", ("$id", node.Id.ToString()));
        Put(node, now);
        return new JoinAnswer(_profile, Guid.Parse((string)connection.Scalar("select value from meta where key = 'node_secret'")!), SqliteTime.Microseconds(now));
    });

    public void Leave(Guid owner) => connection.InTransaction(() =>
    {
        Release(owner, connection.Query("select lease from stream_lease where owner = $owner", row => row.GetInt32(0), ("$owner", owner.ToString())), Reason.None);
        connection.Execute("delete from node where id = $owner", ("$owner", owner.ToString()));
    });

    public LeaseLook Look()
    {
        var now = time.NanosecondsNow();
        var free = connection.Query(
            """
            select s.key, s.feed, max(s.start_at, coalesce(case when l.owner is null then l.expires_at else l.expires_at + $delay end, 0)) as free_at, l.owner is not null
            from stream s left join stream_lease l on l.stream = s.id
            where s.desired = 'run' and s.start_at <= $now and (l.owner is null or l.expires_at + $delay < $now)
            order by free_at, s.id limit 200
            """,
            row => new FreeStream(Key(row.GetString(0)), row.GetString(1), Span(now - row.GetInt64(2))) { Expired = row.GetBoolean(3) }, ("$now", now), ("$delay", Nanos(_profile.LockDelay)));
        var (desired, version) = connection.Query("select count(*) filter (where desired = 'run'), coalesce(sum(generation), 0) + count(*) from stream", row => (row.GetInt32(0), row.GetInt64(1)))[0];
        var nodes = (long)connection.Scalar("select count(*) from node where beat > $alive", ("$alive", now - Nanos(_profile.Ttl + _profile.LockDelay)))!;
        return new LeaseLook(free, desired, (int)nodes, version);
    }

    public LeaseAnswer Acquire(LeaseRequest request) => connection.InTransaction(() =>
    {
        var now = time.NanosecondsNow();
        var found = connection.Query(
            """
            select s.id, s.desired, s.generation, coalesce(s.start_at, 0), l.owner, l.node, coalesce(l.expires_at, 0),
                max(coalesce(l.epoch, 0), coalesce((select max(e.epoch) from stream_epoch e where e.stream = s.id), 0)), l.lease is null
            from stream s left join stream_lease l on l.stream = s.id where s.key = $key
            """,
            row => new Row(
                row.GetInt32(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5),
                row.GetInt64(6), row.GetInt64(7), row.GetBoolean(8)),
            ("$key", request.Stream.ToString()));
        if (found.Count == 0) return Refused(0, "nobody asked for it");
        var stream = found[0];
        var owner = request.Owner.ToString();
        if (stream.Desired != "run") return Refused(stream.Generation, $"it is not to run: {stream.Desired}");
        if (stream.StartAt > now) return Refused(stream.Generation, $"its turn comes in {Span(stream.StartAt - now).TotalSeconds:0.0} s");
        if (stream.Owner is not null && stream.Expires + Nanos(_profile.LockDelay) >= now) return Refused(stream.Generation, $"node {stream.Node} owns it");
        if (request.Exclusive && SharedWith(stream.Id, owner, now) is { } shared) return Refused(stream.Generation, shared);
        if (request.Exclusive) EndShared(stream.Id, owner);

        var node = connection.Scalar("select name from node where id = $owner", ("$owner", owner)) as string;
        // Milliseconds keep epochs growing even over a store that was restored from an older copy.
        var epoch = Math.Max(stream.Epoch + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
        connection.Execute("update stream_epoch set valid_to = $now where stream = $stream and valid_to is null", ("$now", now), ("$stream", stream.Id));
        var lease = (long)connection.Scalar("insert into stream_epoch (stream, epoch, owner, valid_from) values ($stream, $epoch, $owner, $now) returning lease",
            ("$stream", stream.Id), ("$epoch", epoch), ("$owner", owner), ("$now", now))!;
        connection.Execute("""
            insert into stream_lease (stream, lease, epoch, owner, node, expires_at) values ($stream, $lease, $epoch, $owner, $node, $expires)
            on conflict (stream) do update set lease = excluded.lease, epoch = excluded.epoch, owner = excluded.owner, node = excluded.node, expires_at = excluded.expires_at
            """,
            ("$stream", stream.Id), ("$lease", lease), ("$epoch", epoch), ("$owner", owner), ("$node", node), ("$expires", now + Nanos(_profile.Ttl)));
        Note(now, stream.Id, (int)lease, node, "owner", stream.Owner is null ? null : Reason.OwnerLost.Word(),
            stream.First ? "the first" : stream.Owner is null ? "it was free" : $"the lease of node {stream.Node} ran out");
        var mark = connection.Query("select lease, n, connection, frame, instrument, kind, identity, received, time from stream_mark where stream = $stream order by lease desc limit 1",
            row => SqliteRows.ReadPosition(row, 0), ("$stream", stream.Id));
        return new LeaseAnswer(new StreamEpoch(stream.Id, (int)lease, epoch, mark.Count > 0 ? mark[0] : null) { HasPredecessor = !stream.First }, stream.Generation, SqliteTime.Microseconds(now), null)
        {
            TakenFrom = stream.Owner is null ? null : stream.Node ?? "?",
        };

        LeaseAnswer Refused(long generation, string why) => new(null, generation, SqliteTime.Microseconds(now), why);
    });

    public BeatAnswer Renew(Beat beat) => connection.InTransaction(() =>
    {
        var now = time.NanosecondsNow();
        var renewed = new List<RenewedLease>(beat.Streams.Count);
        foreach (var stream in beat.Streams)
        {
            var mine = connection.Execute("update stream_lease set expires_at = $expires where lease = $lease and owner = $owner",
                ("$expires", now + Nanos(_profile.Ttl)), ("$lease", stream.Lease), ("$owner", beat.Node.Id.ToString()));
            if (mine == 0) continue;
            connection.Execute("""
                insert into stream_status (stream, lease, at, status) select stream, lease, $now, $status from stream_lease where lease = $lease
                on conflict (stream) do update set lease = excluded.lease, at = excluded.at, status = excluded.status
                """,
                ("$now", now), ("$status", stream.Status), ("$lease", stream.Lease));
            renewed.AddRange(connection.Query("select s.desired, s.generation, s.restart from stream s join stream_lease l on l.stream = s.id where l.lease = $lease",
                row => new RenewedLease(stream.Lease, Wish(row.GetString(0)), row.GetInt64(1), row.GetInt64(2)), ("$lease", stream.Lease)));
        }

        Put(beat.Node, now);
        var peers = ListNodes().Where(node => node.Id != beat.Node.Id && SqliteTime.Microseconds(now) - TickTime.FromDateTimeOffset(node.Beat) < 3 * _profile.Ttl.TotalMicroseconds).ToList();
        return new BeatAnswer(SqliteTime.Microseconds(now), renewed, peers);
    });

    public void Release(Guid owner, IReadOnlyList<int> leases, Reason reason)
    {
        var now = time.NanosecondsNow();
        foreach (var lease in leases)
        {
            var gone = connection.Query("update stream_lease set owner = null, expires_at = $now where lease = $lease and owner = $owner returning stream, node",
                row => (row.GetInt32(0), row.IsDBNull(1) ? null : row.GetString(1)), ("$now", now), ("$lease", lease), ("$owner", owner.ToString()));
            foreach (var (stream, node) in gone) Note(now, stream, lease, node, "released", reason is Reason.None ? null : reason.Word(), null);
        }
    }

    public DesiredAnswer SetDesired(IReadOnlyList<DesiredStream> streams, TimeSpan between) => connection.InTransaction(() =>
    {
        var now = time.NanosecondsNow();
        var before = connection.Query("select key, desired, generation, start_at, restart from stream",
            row => (Key: row.GetString(0), Desired: row.GetString(1), Generation: row.GetInt64(2), StartAt: row.IsDBNull(3) ? 0 : row.GetInt64(3), Restart: row.GetInt64(4))).ToDictionary(row => row.Key);
        if (streams.Any(stream => before.TryGetValue(stream.Plan.Key.ToString(), out var known) && known.Generation >= stream.Generation)) return new DesiredAnswer(false, TimeSpan.Zero);
        var last = before.Values.Where(row => row.Desired == "run").Select(row => row.StartAt).DefaultIfEmpty().Max();
        var turn = Math.Max(now, last + Nanos(between));
        long? first = null;
        foreach (var stream in streams)
        {
            var (plan, desired, generation, url) = stream;
            var was = before.TryGetValue(plan.Key.ToString(), out var known) ? known.Desired : null;
            var starts = desired is DesiredState.Run && was != "run";
            if (starts) first ??= turn;
            connection.Execute("""
                insert into stream (key, feed, mode, instruments, desired, generation, restart, record, start_at, url)
                values ($key, $feed, $mode, $instruments, $desired, $generation, $restart, $record, $start, $url)
                on conflict (key) do update set
                    feed = excluded.feed, mode = excluded.mode, instruments = excluded.instruments, desired = excluded.desired, generation = excluded.generation,
                    restart = excluded.restart, record = excluded.record, start_at = excluded.start_at, url = excluded.url
                """,
                ("$key", plan.Key.ToString()), ("$feed", plan.Feed), ("$mode", plan.Mode.Word()),
                ("$instruments", $"[{string.Join(',', plan.Instruments.Select(instrument => instrument.Id))}]"),
                ("$desired", desired.Word()), ("$generation", generation), ("$restart", stream.Restart), ("$record", stream.Record ? 1 : 0),
                ("$start", desired is not DesiredState.Run ? null : starts ? turn : known.StartAt), ("$url", url));
            if (starts) turn += Nanos(between);
            var what = desired switch
            {
                DesiredState.Stop => "stop",
                DesiredState.Pause => "pause",
                _ => was == "pause" ? "resume" : was != "run" ? "start" : stream.Restart != known.Restart ? "restart" : "edit",
            };
            Note(now, (int)(long)connection.Scalar("select id from stream where key = $key", ("$key", plan.Key.ToString()))!, null, null, what, Reason.Operator.Word(), null);
        }

        return new DesiredAnswer(true, Span(Math.Max(0, (first ?? now) - now)));
    });

    public IReadOnlyList<StreamReport> ReadStatus()
    {
        var now = time.NanosecondsNow();
        return connection.Query(
            """
            select s.key, coalesce(l.node, '?'), l.owner, l.lease, l.epoch, coalesce(x.at, e.valid_from), x.status
            from stream_lease l join stream s on s.id = l.stream join stream_epoch e on e.lease = l.lease
            left join stream_status x on x.stream = l.stream and x.lease = l.lease
            where l.owner is not null
            """,
            row => new StreamReport(
                Key(row.GetString(0)), row.GetString(1), Guid.Parse(row.GetString(2)), row.GetInt32(3), row.GetInt64(4), Span(now - row.GetInt64(5)), row.IsDBNull(6) ? null : row.GetString(6)));
    }

    public IReadOnlyList<NodeCard> ListNodes() => connection.Query("select id, name, url, build, spool, joined, beat, duty from node order by name, joined", row => new NodeCard(
        Guid.Parse(row.GetString(0)), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : Guid.Parse(row.GetString(4)), Instant(row.GetInt64(6)))
    {
        Joined = Instant(row.GetInt64(5)),
        Duty = Words.TryParse<NodeDuty>(row.GetString(7), out var duty) ? duty : NodeDuty.Open,
    });

    public int SetDuty(string node, NodeDuty duty) =>
        connection.Query("update node set duty = $duty where name = $name or id = $name returning id", row => row.GetString(0), ("$duty", duty.Word()), ("$name", node)).Count;

    public TimeSpan TakeTurn(string account, ConnectBudget budget) => connection.InTransaction(() =>
    {
        var now = time.NanosecondsNow();
        if (connection.Scalar("select until from connect_rest where account = $account and until > $now", ("$account", account), ("$now", now)) is long until) return Span(until - now);
        if (budget.Attempts == int.MaxValue) return TimeSpan.Zero;
        connection.Execute("delete from connect_attempt where account = $account and at <= $old", ("$account", account), ("$old", now - Nanos(budget.Window)));
        if (connection.Scalar("select at from connect_attempt where account = $account order by at desc limit 1 offset $last", ("$account", account), ("$last", budget.Attempts - 1)) is long oldest)
            return Span(oldest + Nanos(budget.Window) - now);
        connection.Execute("insert into connect_attempt values ($account, $now)", ("$account", account), ("$now", now));
        return TimeSpan.Zero;
    });

    public void Rest(string account, TimeSpan pause) => connection.Execute(
        "insert into connect_rest values ($account, $until) on conflict (account) do update set until = max(until, excluded.until)",
        ("$account", account), ("$until", time.NanosecondsNow() + Nanos(pause)));

    public void Add(IReadOnlyList<NewEvent> events) => connection.InTransaction(() =>
    {
        var now = time.NanosecondsNow();
        foreach (var one in events) Note(now, one.Stream, one.Lease, one.Node, one.What, one.Reason is Reason.None ? null : one.Reason.Word(), one.Detail);
    });

    private static long Nanos(TimeSpan span) => span.Ticks * 100;

    private static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / 100);

    private static DateTimeOffset Instant(long nanoseconds) => TickTime.ToDateTimeOffset(SqliteTime.Microseconds(nanoseconds));

    private static StreamKey Key(string text) => StreamKey.TryParse(text, out var key) ? key : throw new StoreException("XX001", $"table stream has the unreadable key '{text}'");

    private static DesiredState Wish(string word) => Words.TryParse<DesiredState>(word, out var wish) ? wish : DesiredState.Stop;

    /// <summary>Another process that carries an instrument of the stream; null = none.</summary>
    private string? SharedWith(int stream, string owner, long now)
    {
        var shared = connection.Query(
            """
            select i.name, s.key, l.node from stream_lease l join stream s on s.id = l.stream, json_each(s.instruments) theirs, stream me, json_each(me.instruments) mine
            join instrument i on i.id = mine.value
            where me.id = $stream and l.stream <> $stream and l.owner is not null and l.owner <> $owner and l.expires_at + $delay >= $now and theirs.value = mine.value limit 1
            """,
            row => $"{row.GetString(0)} is carried by {row.GetString(1)} on node {row.GetString(2)}, and its ticks have no id and time of the venue that would tell two copies apart",
            ("$stream", stream), ("$owner", owner), ("$delay", Nanos(_profile.LockDelay)), ("$now", now));
        return shared.Count > 0 ? shared[0] : null;
    }

    /// <summary>An ownership that ran out may be renewed while nobody took its stream; not any more, once its instruments are carried elsewhere.</summary>
    private void EndShared(int stream, string owner) => connection.Execute(
        """
        update stream_lease set owner = null where stream <> $stream and owner is not null and owner <> $owner and stream in (
            select s.id from stream s, json_each(s.instruments) theirs, stream me, json_each(me.instruments) mine where me.id = $stream and theirs.value = mine.value)
        """,
        ("$stream", stream), ("$owner", owner));

    private void Put(NodeCard node, long now)
    {
        connection.Execute("""
            insert into node (id, name, url, build, spool, joined, beat) values ($id, $name, $url, $build, $spool, $now, $now)
            on conflict (id) do update set name = excluded.name, url = excluded.url, build = excluded.build, spool = excluded.spool, beat = excluded.beat
            """,
            ("$id", node.Id.ToString()), ("$name", node.Name), ("$url", node.Url), ("$build", node.Build), ("$spool", node.Spool?.ToString()), ("$now", now));
        connection.Execute("delete from node where beat < $old", ("$old", now - Nanos(OldNode)));
    }

    private void Note(long now, int? stream, int? lease, string? node, string what, string? reason, string? detail) => connection.Execute(
        "insert into event (time, stream, lease, node, what, reason, detail) values ($now, $stream, $lease, $node, $what, $reason, $detail)",
        ("$now", now), ("$stream", stream), ("$lease", lease), ("$node", node), ("$what", what), ("$reason", reason), ("$detail", detail));

    private sealed record Row(int Id, string Desired, long Generation, long StartAt, string? Owner, string? Node, long Expires, long Epoch, bool First);
}
