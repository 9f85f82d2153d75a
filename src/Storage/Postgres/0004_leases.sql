-- Ownership: leases by the database's clock. clock_timestamp() everywhere: now() stands still while a statement waits for a lock.

-- The times of the store's profile, as in LeaseProfile.cs.
create function ticks.lease_times(out o_ttl interval, out o_delay interval)
language sql stable set search_path = ticks, pg_temp as $$
    select case lease_profile when 'fast' then interval '3 s' else interval '6 s' end, case lease_profile when 'fast' then interval '1 s' else interval '2 s' end
    from meta
$$;

-- A node comes. The first one settles the profile; null takes what is there.
create function ticks.node_join(p_id uuid, p_name text, p_url text, p_build text, p_spool uuid, p_profile text, out o_profile text, out o_secret uuid, out o_now timestamptz)
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '5s' as $$
begin
    update meta set lease_profile = coalesce(p_profile, 'default') where lease_profile is null;
    select lease_profile, node_secret into o_profile, o_secret from meta;
    o_now := clock_timestamp();
    if p_profile is distinct from o_profile and p_profile is not null then
        return;                                         -- it does not join: the caller says so
    end if;
    insert into node(id, name, url, build, spool, joined, beat) values (p_id, p_name, p_url, p_build, p_spool, o_now, o_now)
    on conflict (id) do update set name = excluded.name, url = excluded.url, build = excluded.build, spool = excluded.spool, beat = excluded.beat;
    -- Nodes that died without a word a day ago are of no use to anybody.
    delete from node where beat < o_now - interval '1 day';
end $$;

-- Gives leases back. What their owner accepted may still be committed, as long as nobody else took the stream.
create function ticks.lease_release(p_owner uuid, p_leases int[], p_reason text) returns void
language sql security definer set search_path = ticks, pg_temp set lock_timeout = '5s' as $$
    with gone as (
        update stream_lease set owner_id = null, expires_at = clock_timestamp() where owner_id = p_owner and lease = any(p_leases) returning stream, lease, node)
    insert into event(stream, lease, node, what, reason) select stream, lease, node, 'released', p_reason from gone order by stream
$$;

-- A node goes, or is proven dead: all that it owned is free at once.
create function ticks.node_leave(p_owner uuid) returns void
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '5s' as $$
begin
    perform lease_release(p_owner, array(select lease from stream_lease where owner_id = p_owner order by stream), null);
    delete from node where id = p_owner;
end $$;

-- One look at all streams, without a lock: how many are to run, how many nodes live, whether a wish changed, and what is free since when.
create function ticks.lease_look(out o_desired int, out o_nodes int, out o_version bigint, out o_keys text[], out o_feeds text[], out o_for interval[], out o_expired boolean[])
language plpgsql stable security definer set search_path = ticks, pg_temp as $$
declare
    v_now timestamptz := clock_timestamp();
    v_ttl interval;
    v_delay interval;
begin
    select t.o_ttl, t.o_delay into v_ttl, v_delay from lease_times() t;
    select count(*) filter (where s.desired = 'run'), coalesce(sum(s.generation), 0) + count(*) into o_desired, o_version from stream s;
    select count(*) into o_nodes from node n where n.beat > v_now - v_ttl - v_delay;
    select coalesce(array_agg(f.key), '{}'), coalesce(array_agg(f.feed), '{}'), coalesce(array_agg(v_now - f.free_at), '{}'), coalesce(array_agg(f.expired), '{}')
    into o_keys, o_feeds, o_for, o_expired
    from (
        select s.key, s.feed, greatest(s.start_at, case when l.owner_id is null then l.expires_at else l.expires_at + v_delay end) as free_at, l.owner_id is not null as expired
        from stream s left join stream_lease l on l.stream = s.id
        where s.desired = 'run' and s.start_at <= v_now and (l.owner_id is null or l.expires_at + v_delay < v_now)
        order by free_at, s.id limit 200) f;
end $$;

-- Takes a stream. First a look without any lock: a sweep that took the exclusive lock at every look would stall healthy commits. The exclusive lock waits for
-- commits under way and is fair: nobody overtakes the taker. p_exclusive: no other owner may carry one of its instruments.
create function ticks.lease_acquire(
    p_key text, p_owner uuid, p_exclusive boolean,
    out o_refused text, out o_now timestamptz, out o_generation bigint, out o_from text, out o_stream int, out o_lease int, out o_epoch bigint, out o_first boolean,
    out o_mark_lease int, out o_n bigint, out o_connection int, out o_frame bigint, out o_instrument int, out o_kind smallint, out o_identity bigint,
    out o_received timestamptz, out o_time timestamptz)
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '5s' as $$
declare
    v_stream stream;
    v_lease stream_lease;
    v_ttl interval;
    v_delay interval;
    v_node text;
    v_other record;
begin
    select * into v_stream from stream s where s.key = p_key;
    o_generation := v_stream.generation;
    select t.o_ttl, t.o_delay into v_ttl, v_delay from lease_times() t;
    select * into v_lease from stream_lease l where l.stream = v_stream.id;
    o_now := clock_timestamp();
    o_refused := lease_refusal(v_stream, v_lease, v_delay, o_now);
    if o_refused is not null then
        return;
    end if;

    if p_exclusive then
        perform pg_advisory_xact_lock(8, 3);
    end if;
    perform pg_advisory_xact_lock(7, v_stream.id);
    o_now := clock_timestamp();                         -- after the lock: the moment of the take-over, never that of the asking
    -- Once more, from fresh snapshots: a stop, or another taker, may have come between.
    select * into v_stream from stream s where s.key = p_key for share;
    select * into v_lease from stream_lease l where l.stream = v_stream.id for update;
    o_generation := v_stream.generation;
    o_refused := lease_refusal(v_stream, v_lease, v_delay, o_now);
    if o_refused is not null then
        return;
    end if;
    if p_exclusive then
        select s.key, l.node, i.name into v_other
        from stream_lease l join stream s on s.id = l.stream
        cross join lateral (select unnest(s.instruments) intersect select unnest(v_stream.instruments) order by 1 limit 1) x(id)
        join instrument i on i.id = x.id
        where l.owner_id <> p_owner and l.stream <> v_stream.id and l.expires_at + v_delay >= o_now and s.instruments && v_stream.instruments
        limit 1;
        if found then
            o_refused := format('%s is carried by %s on node %s, and its ticks have no id and time of the venue that would tell two copies apart',
                v_other.name, v_other.key, v_other.node);
            return;
        end if;
        -- An ownership that ran out may be renewed while nobody took its stream; not any more, once its instruments are carried here.
        update stream_lease l set owner_id = null from stream s
        where s.id = l.stream and l.owner_id <> p_owner and l.stream <> v_stream.id and s.instruments && v_stream.instruments;
    end if;

    select n.name into v_node from node n where n.id = p_owner;
    o_stream := v_stream.id;
    o_first := v_lease.stream is null;
    o_from := case when v_lease.owner_id is not null then coalesce(v_lease.node, '?') end;
    -- Milliseconds keep epochs growing even over a database that was restored from an older backup.
    o_epoch := greatest(
        coalesce(v_lease.epoch, 0) + 1, coalesce((select max(e.epoch) from stream_epoch e where e.stream = o_stream), 0) + 1,
        floor(extract(epoch from o_now) * 1000)::bigint);
    update stream_epoch e set valid_to = o_now where e.stream = o_stream and e.valid_to is null;
    insert into stream_epoch(stream, epoch, owner_id, valid_from) values (o_stream, o_epoch, p_owner, o_now) returning stream_epoch.lease into o_lease;
    insert into stream_lease as l(stream, lease, epoch, owner_id, node, taken_at, renewed_at, expires_at)
    values (o_stream, o_lease, o_epoch, p_owner, v_node, o_now, o_now, o_now + v_ttl)
    on conflict (stream) do update
    set lease = excluded.lease, epoch = excluded.epoch, owner_id = excluded.owner_id, node = excluded.node, taken_at = excluded.taken_at,
        renewed_at = excluded.renewed_at, expires_at = excluded.expires_at;
    insert into event(at, stream, lease, node, what, reason, detail)
    values (o_now, o_stream, o_lease, v_node, 'owner', case when o_from is not null then 'owner-lost' end,
        case when v_lease.stream is null then 'the first' when o_from is null then 'it was free' else format('the lease of node %s ran out', o_from) end);
    select m.lease, m.n, m.connection, m.frame, m.instrument, m.kind, m.identity, m.received, m.time
    into o_mark_lease, o_n, o_connection, o_frame, o_instrument, o_kind, o_identity, o_received, o_time
    from stream_mark m where m.stream = o_stream order by m.lease desc limit 1;
end $$;

-- Why a stream cannot be taken at p_now; null = it can. Not even by its owner: a request that was given up and is carried out late would end the ownership under
-- which its process reads (found by the simulation).
create function ticks.lease_refusal(p_stream ticks.stream, p_lease ticks.stream_lease, p_delay interval, p_now timestamptz) returns text
language sql immutable set search_path = ticks, pg_temp as $$
    select case
        when p_stream.id is null then 'nobody asked for it'
        when p_stream.desired <> 'run' then format('it is not to run: %s', p_stream.desired)
        when p_stream.start_at > p_now then format('its turn comes in %s s', round(extract(epoch from p_stream.start_at - p_now)::numeric, 1))
        when p_lease.owner_id is not null and p_lease.expires_at + p_delay >= p_now
            then format('node %s owns it', coalesce(p_lease.node, '?'))
    end
$$;

-- The beat of a process: all its leases renewed, their status written, the node itself. Answers for each lease that is still its own what is wanted.
create function ticks.lease_beat(
    p_owner uuid, p_name text, p_url text, p_build text, p_spool uuid, p_leases int[], p_status text[],
    out o_now timestamptz, out o_leases int[], out o_desired text[], out o_generation bigint[], out o_restart bigint[])
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '2s' as $$
declare
    v_ttl interval;
begin
    select t.o_ttl into v_ttl from lease_times() t;
    with mine as (
        select l.stream from stream_lease l join unnest(p_leases) u(lease) on u.lease = l.lease where l.owner_id = p_owner order by l.stream for update of l),
    renewed as (
        update stream_lease l set renewed_at = clock_timestamp(), expires_at = clock_timestamp() + v_ttl
        from mine where l.stream = mine.stream and l.lease = any(p_leases) and l.owner_id = p_owner returning l.stream, l.lease),
    told as (
        insert into stream_status as x(stream, lease, at, status)
        select r.stream, r.lease, clock_timestamp(), u.status
        from renewed r join unnest(p_leases, p_status) u(lease, status) on u.lease = r.lease order by r.stream
        on conflict (stream) do update set lease = excluded.lease, at = excluded.at, status = excluded.status where x.lease <= excluded.lease)
    select coalesce(array_agg(r.lease), '{}'), coalesce(array_agg(s.desired), '{}'), coalesce(array_agg(s.generation), '{}'), coalesce(array_agg(s.restart), '{}')
    into o_leases, o_desired, o_generation, o_restart
    from renewed r join stream s on s.id = r.stream;
    o_now := clock_timestamp();
    insert into node(id, name, url, build, spool, joined, beat) values (p_owner, p_name, p_url, p_build, p_spool, o_now, o_now)
    on conflict (id) do update set name = excluded.name, url = excluded.url, build = excluded.build, spool = excluded.spool, beat = excluded.beat;
end $$;

-- Takes a turn to connect; the answer is how long to wait instead. p_attempts null: the venue names no limit, only a rest counts.
create function ticks.connect_turn(p_account text, p_attempts int, p_window interval) returns interval
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '2s' as $$
declare
    v provider_budget;
    v_now timestamptz;
begin
    insert into provider_budget(account) values (p_account) on conflict do nothing;
    select * into v from provider_budget b where b.account = p_account for update;
    v_now := clock_timestamp();
    if v.rest_until > v_now then
        return v.rest_until - v_now;
    end if;
    if p_attempts is null then
        return interval '0';
    end if;
    v.attempts := array(select a from unnest(v.attempts) a where a > v_now - p_window order by a);
    if cardinality(v.attempts) >= p_attempts then
        return v.attempts[cardinality(v.attempts) - p_attempts + 1] + p_window - v_now;
    end if;
    update provider_budget b set attempts = v.attempts || v_now where b.account = p_account;
    return interval '0';
end $$;

create function ticks.connect_rest(p_account text, p_pause interval) returns void
language sql security definer set search_path = ticks, pg_temp set lock_timeout = '2s' as $$
    insert into provider_budget as b(account, rest_until) values (p_account, clock_timestamp() + p_pause)
    on conflict (account) do update set rest_until = greatest(b.rest_until, excluded.rest_until)
$$;

create function ticks.add_events(p_streams int[], p_leases int[], p_nodes text[], p_what text[], p_reasons text[], p_details text[]) returns void
language sql security definer set search_path = ticks, pg_temp as $$
    insert into event(stream, lease, node, what, reason, detail) select * from unnest(p_streams, p_leases, p_nodes, p_what, p_reasons, p_details)
$$;

-- Which of the leases may commit, in their order: 2 = it is its stream's current one; 1 = it is a past one, and all was received (p_received_by, an upper bound by
-- this clock; null = unknown) before its successor began; 0 = neither. The epoch tells the same lease of another life apart: a database that was restored from
-- a copy numbers leases anew (null: the caller does not know it). Holds the shared lock of every stream until the commit is through.
create function ticks.fence(p_leases int[], p_epochs bigint[], p_received_by timestamptz[]) returns smallint[]
language plpgsql set search_path = ticks, pg_temp as $$
declare
    v_ok smallint[];
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'a commit needs transaction isolation read committed' using errcode = 'ZF002';
    end if;
    perform pg_advisory_xact_lock_shared(7, s.stream)
    from (select distinct e.stream from stream_epoch e where e.lease = any(p_leases) order by 1) s;
    -- A statement of its own: only a fresh snapshot, taken after the lock, shows a take-over that was waited for.
    select array_agg(case when l.lease is not null then 2 when p_received_by[u.o] <= e.valid_to then 1 else 0 end::smallint order by u.o) into v_ok
    from unnest(p_leases) with ordinality u(lease, o)
    left join stream_epoch e on e.lease = u.lease and e.epoch = coalesce(p_epochs[u.o], e.epoch)
    left join stream_lease l on l.stream = e.stream and l.lease = e.lease;
    return v_ok;
end $$;
