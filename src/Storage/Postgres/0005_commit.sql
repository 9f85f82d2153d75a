-- The commit: one autocommit call with arrays. TRUST.md 2.0 says why this path.

-- Moves the spool's cursor; false = this batch is in already. Waits for a commit of the same batch whose reply was lost.
create function ticks.cursor_move(p_spool uuid, p_seq bigint) returns boolean
language plpgsql set search_path = ticks, pg_temp as $$
begin
    insert into spool_cursor as c values (p_spool, p_seq) on conflict (spool) do update set seq = excluded.seq where c.seq < excluded.seq;
    return found;
end $$;

-- Puts rows in. A row names its lease by its slot, a 1-based index into p_leases: it cannot lie about it. Rows of slots that are not ok stay out.
-- Plain inserts first: looking for conflicts row by row costs twice as much, so it is done only once one was met.
-- unnest stands in the select list, where rows stream; in FROM each array would first be copied aside, at three times the cost.
create function ticks.put_rows(
    p_ok boolean[], p_leases int[], p_conflicts boolean,
    t_time timestamptz[], t_received timestamptz[], t_identity bigint[], t_price bigint[], t_size bigint[],
    t_instrument int[], t_slot int[], t_moment int[], t_scale smallint[], t_flags smallint[],
    q_time timestamptz[], q_received timestamptz[], q_identity bigint[], q_bid bigint[], q_bid_size bigint[], q_ask bigint[], q_ask_size bigint[],
    q_instrument int[], q_slot int[], q_moment int[], q_scales int[], q_flags smallint[]) returns int
language plpgsql set search_path = ticks, pg_temp as $$
declare
    v_ticks int := 0;
    v_quotes int := 0;
begin
    if not p_conflicts then
        begin
            if cardinality(t_time) > 0 then
                insert into tick(time, received, identity, price, size, instrument, lease, moment, scale, flags)
                select r.time, r.received, r.identity, r.price, r.size, r.instrument, p_leases[r.slot], r.moment, r.scale, r.flags
                from (
                    select unnest(t_time) as time, unnest(t_received) as received, unnest(t_identity) as identity,
                        unnest(t_price) as price, unnest(t_size) as size, unnest(t_instrument) as instrument, unnest(t_slot) as slot,
                        unnest(t_moment) as moment, unnest(t_scale) as scale, unnest(t_flags) as flags) r
                where p_ok[r.slot];
                get diagnostics v_ticks = row_count;
            end if;
            if cardinality(q_time) > 0 then
                insert into quote(time, received, identity, bid, bid_size, ask, ask_size, instrument, lease, moment, scales, flags)
                select r.time, r.received, r.identity, r.bid, r.bid_size, r.ask, r.ask_size, r.instrument, p_leases[r.slot], r.moment, r.scales, r.flags
                from (
                    select unnest(q_time) as time, unnest(q_received) as received, unnest(q_identity) as identity,
                        unnest(q_bid) as bid, unnest(q_bid_size) as bid_size, unnest(q_ask) as ask, unnest(q_ask_size) as ask_size,
                        unnest(q_instrument) as instrument, unnest(q_slot) as slot,
                        unnest(q_moment) as moment, unnest(q_scales) as scales, unnest(q_flags) as flags) r
                where p_ok[r.slot];
                get diagnostics v_quotes = row_count;
            end if;
            return v_ticks + v_quotes;
        exception when unique_violation then
            null;                                       -- nothing of the above stands; once more, row by row
        end;
    end if;
    if cardinality(t_time) > 0 then
        insert into tick(time, received, identity, price, size, instrument, lease, moment, scale, flags)
        select r.time, r.received, r.identity, r.price, r.size, r.instrument, p_leases[r.slot], r.moment, r.scale, r.flags
        from (
            select unnest(t_time) as time, unnest(t_received) as received, unnest(t_identity) as identity,
                unnest(t_price) as price, unnest(t_size) as size, unnest(t_instrument) as instrument, unnest(t_slot) as slot,
                unnest(t_moment) as moment, unnest(t_scale) as scale, unnest(t_flags) as flags) r
        where p_ok[r.slot]
        on conflict do nothing;
        get diagnostics v_ticks = row_count;
    end if;
    if cardinality(q_time) > 0 then
        insert into quote(time, received, identity, bid, bid_size, ask, ask_size, instrument, lease, moment, scales, flags)
        select r.time, r.received, r.identity, r.bid, r.bid_size, r.ask, r.ask_size, r.instrument, p_leases[r.slot], r.moment, r.scales, r.flags
        from (
            select unnest(q_time) as time, unnest(q_received) as received, unnest(q_identity) as identity,
                unnest(q_bid) as bid, unnest(q_bid_size) as bid_size, unnest(q_ask) as ask, unnest(q_ask_size) as ask_size,
                unnest(q_instrument) as instrument, unnest(q_slot) as slot, unnest(q_moment) as moment,
                unnest(q_scales) as scales, unnest(q_flags) as flags) r
        where p_ok[r.slot]
        on conflict do nothing;
        get diagnostics v_quotes = row_count;
    end if;
    return v_ticks + v_quotes;
end $$;

-- A dry run of put_rows, as it is (p_conflicts) or as it begins: always raises, ZT001 where a commit of these rows would go through, else just what the commit would raise.
create function ticks.probe_rows(
    p_conflicts boolean, p_leases int[],
    t_time timestamptz[], t_received timestamptz[], t_identity bigint[], t_price bigint[], t_size bigint[],
    t_instrument int[], t_slot int[], t_moment int[], t_scale smallint[], t_flags smallint[],
    q_time timestamptz[], q_received timestamptz[], q_identity bigint[], q_bid bigint[], q_bid_size bigint[], q_ask bigint[], q_ask_size bigint[],
    q_instrument int[], q_slot int[], q_moment int[], q_scales int[], q_flags smallint[]) returns void
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '2s' set plan_cache_mode = force_generic_plan as $$
begin
    perform put_rows(array_fill(true, array[cardinality(p_leases)]), p_leases, p_conflicts,
        t_time, t_received, t_identity, t_price, t_size, t_instrument, t_slot, t_moment, t_scale, t_flags,
        q_time, q_received, q_identity, q_bid, q_bid_size, q_ask, q_ask_size, q_instrument, q_slot, q_moment, q_scales, q_flags);
    raise exception 'these rows would go in' using errcode = 'ZT001';
end $$;

-- The whole of a batch, or nothing. Past leases come in as far as the fence lets them: what an owner accepted before its successor began is never lost. p_leases: first the leases of the marks (m_), in their order, then those that only other rows name.
-- Generic plans: to plan anew for each batch would cost more than a small one does.
-- l_ latest, g_ gaps (a last position with lease 0 = none), x_ quarantined rows.
create function ticks.commit_ticks(
    p_spool uuid, p_seq bigint, p_conflicts boolean, p_joined boolean, p_leases int[], p_epochs bigint[], p_received_by timestamptz[],
    m_n bigint[], m_connection int[], m_frame bigint[], m_instrument int[], m_kind smallint[], m_identity bigint[],
    m_received timestamptz[], m_time timestamptz[],
    t_time timestamptz[], t_received timestamptz[], t_identity bigint[], t_price bigint[], t_size bigint[],
    t_instrument int[], t_slot int[], t_moment int[], t_scale smallint[], t_flags smallint[],
    q_time timestamptz[], q_received timestamptz[], q_identity bigint[], q_bid bigint[], q_bid_size bigint[], q_ask bigint[], q_ask_size bigint[],
    q_instrument int[], q_slot int[], q_moment int[], q_scales int[], q_flags smallint[],
    l_time timestamptz[], l_received timestamptz[], l_identity bigint[], l_price bigint[], l_size bigint[], l_ask bigint[], l_ask_size bigint[],
    l_instrument int[], l_lease int[], l_scales int[], l_kind smallint[], l_flags smallint[],
    g_stream int[], g_cause smallint[], g_instrument int[], g_kind smallint[], g_missing bigint[],
    gl_lease int[], gl_n bigint[], gl_connection int[], gl_frame bigint[], gl_instrument int[], gl_kind smallint[], gl_identity bigint[],
    gl_received timestamptz[], gl_time timestamptz[],
    gf_lease int[], gf_n bigint[], gf_connection int[], gf_frame bigint[], gf_instrument int[], gf_kind smallint[], gf_identity bigint[],
    gf_received timestamptz[], gf_time timestamptz[],
    x_time bigint[], x_received bigint[], x_identity bigint[], x_price bigint[], x_size bigint[], x_ask bigint[], x_ask_size bigint[],
    x_instrument int[], x_lease int[], x_scales int[], x_kind smallint[], x_flags smallint[], x_reason text[],
    out o_replayed boolean, out o_inserted int, out o_duplicate int, out o_fenced int[], out o_fenced_rows int, out o_past int[])
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '2s' set plan_cache_mode = force_generic_plan as $$
declare
    v_fence smallint[];
    v_ok boolean[];
    v_valid int[];
begin
    o_past := '{}';
    o_replayed := not cursor_move(p_spool, p_seq);
    o_inserted := 0;
    o_duplicate := 0;
    o_fenced := '{}';
    o_fenced_rows := 0;
    if o_replayed then
        return;
    end if;

    v_fence := fence(p_leases, p_epochs, p_received_by);
    v_valid := p_leases;
    if cardinality(p_leases) = 0 or 2 = all(v_fence) then
        v_ok := array_fill(true, array[cardinality(p_leases)]);
    else
        -- Several batches in one: only by itself each can be judged by when it was received.
        if p_joined then
            raise exception 'a lease of the joined batches is a past one' using errcode = 'ZF001';
        end if;
        select array_agg(f > 0 order by o), coalesce(array_agg(lease) filter (where f > 0), '{}'), coalesce(array_agg(distinct lease) filter (where f = 0), '{}'),
            coalesce(array_agg(distinct lease) filter (where f = 1), '{}')
        into v_ok, v_valid, o_fenced, o_past
        from unnest(p_leases, v_fence) with ordinality u(lease, f, o);
        select count(*) into o_fenced_rows
        from (select unnest(t_slot) union all select unnest(q_slot)) u(slot) where not v_ok[u.slot];
    end if;

    if cardinality(t_time) + cardinality(q_time) > 0 then
        o_inserted := put_rows(v_ok, p_leases, p_conflicts,
            t_time, t_received, t_identity, t_price, t_size, t_instrument, t_slot, t_moment, t_scale, t_flags,
            q_time, q_received, q_identity, q_bid, q_bid_size, q_ask, q_ask_size, q_instrument, q_slot, q_moment, q_scales, q_flags);
        o_duplicate := cardinality(t_time) + cardinality(q_time) - o_fenced_rows - o_inserted;
    end if;

    -- Before the marks: where a stream stood is asked of the mark. What its owner before had accepted may have come in since this one began.
    if cardinality(g_stream) > 0 then
        insert into gap(stream, cause, instrument, kind, missing,
            last_lease, last_n, last_connection, last_frame, last_instrument, last_kind, last_identity, last_received, last_time,
            first_lease, first_n, first_connection, first_frame, first_instrument, first_kind, first_identity, first_received, first_time)
        select g.stream, g.cause, g.instrument, g.kind, g.missing,
            l.lease, l.n, l.connection, l.frame, l.instrument, l.kind, l.identity, l.received, l.time,
            f.lease, f.n, f.connection, f.frame, f.instrument, f.kind, f.identity, f.received, f.time
        from unnest(g_stream, g_cause, g_instrument, g_kind, g_missing) with ordinality g(stream, cause, instrument, kind, missing, o)
        join unnest(gf_lease, gf_n, gf_connection, gf_frame, gf_instrument, gf_kind, gf_identity, gf_received, gf_time) with ordinality
            f(lease, n, connection, frame, instrument, kind, identity, received, time, o) on f.o = g.o
        left join lateral (
            select l.* from (
                select * from unnest(gl_lease, gl_n, gl_connection, gl_frame, gl_instrument, gl_kind, gl_identity, gl_received, gl_time) with ordinality
                    l(lease, n, connection, frame, instrument, kind, identity, received, time, o) where l.o = g.o and l.lease <> 0
                union all
                select m.lease, m.n, m.connection, m.frame, m.instrument, m.kind, m.identity, m.received, m.time, g.o
                from stream_mark m where g.cause = 2 and m.stream = g.stream and m.lease < f.lease) l
            order by l.lease desc, l.n desc limit 1) l on true
        where f.lease = any(v_valid)
        order by g.o
        on conflict do nothing;
    end if;

    if cardinality(m_n) > 0 then
        insert into stream_mark as m
        select distinct on (r.lease) e.stream, r.lease, r.n, r.connection, r.frame, r.instrument, r.kind, r.identity, r.received, r.time
        from unnest(p_leases[:cardinality(m_n)], m_n, m_connection, m_frame, m_instrument, m_kind, m_identity, m_received, m_time)
            r(lease, n, connection, frame, instrument, kind, identity, received, time)
        join stream_epoch e on e.lease = r.lease
        where r.lease = any(v_valid)
        order by r.lease, r.n desc
        on conflict (lease) do update
        set n = excluded.n, connection = excluded.connection, frame = excluded.frame, instrument = excluded.instrument,
            kind = excluded.kind, identity = excluded.identity, received = excluded.received, time = excluded.time
        where m.n < excluded.n;
        -- What an owner had accepted comes in behind its successor: the successor's gap begins later.
        if cardinality(o_past) > 0 then
            update gap g
            set last_lease = r.lease, last_n = r.n, last_connection = r.connection, last_frame = r.frame, last_instrument = r.instrument, last_kind = r.kind,
                last_identity = r.identity, last_received = r.received, last_time = r.time
            from unnest(p_leases[:cardinality(m_n)], m_n, m_connection, m_frame, m_instrument, m_kind, m_identity, m_received, m_time)
                r(lease, n, connection, frame, instrument, kind, identity, received, time)
            join stream_epoch e on e.lease = r.lease
            where r.lease = any(o_past) and g.stream = e.stream and g.cause = 2 and g.first_lease > r.lease
                and (g.last_lease is null or g.last_lease < r.lease or (g.last_lease = r.lease and g.last_n < r.n));
        end if;
    end if;

    if cardinality(l_time) > 0 then
        -- In order of the key: two writers never wait for each other crosswise. A price from beyond tomorrow would stay for ever.
        insert into latest as l(time, received, identity, price, size, ask, ask_size, instrument, lease, scales, kind_group, kind, flags)
        select distinct on (r.instrument, case r.kind when 4 then 2 else 1 end)
            r.time, r.received, r.identity, r.price, r.size, r.ask, r.ask_size, r.instrument, r.lease, r.scales,
            case r.kind when 4 then 2 else 1 end, r.kind, r.flags
        from unnest(l_time, l_received, l_identity, l_price, l_size, l_ask, l_ask_size, l_instrument, l_lease, l_scales, l_kind, l_flags)
            r(time, received, identity, price, size, ask, ask_size, instrument, lease, scales, kind, flags)
        where r.lease = any(v_valid) and r.time < clock_timestamp() + interval '48 hours'
        order by r.instrument, case r.kind when 4 then 2 else 1 end, r.time desc, r.identity desc
        on conflict (instrument, kind_group) do update
        set time = excluded.time, received = excluded.received, identity = excluded.identity, price = excluded.price, size = excluded.size,
            ask = excluded.ask, ask_size = excluded.ask_size, lease = excluded.lease, scales = excluded.scales, kind = excluded.kind, flags = excluded.flags
        where (l.time, l.identity) < (excluded.time, excluded.identity);
    end if;

    if cardinality(x_time) > 0 then
        insert into quarantine(time_us, received_us, identity, price, size, ask, ask_size, instrument, lease, scales, kind, flags, reason)
        select r.time, r.received, r.identity, r.price, r.size, r.ask, r.ask_size, r.instrument, r.lease, r.scales, r.kind, r.flags, r.reason
        from unnest(x_time, x_received, x_identity, x_price, x_size, x_ask, x_ask_size, x_instrument, x_lease, x_scales, x_kind, x_flags, x_reason)
            r(time, received, identity, price, size, ask, ask_size, instrument, lease, scales, kind, flags, reason)
        where r.lease = any(v_valid);
    end if;
end $$;
