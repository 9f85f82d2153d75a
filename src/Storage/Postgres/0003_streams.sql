-- Who may do what. Locks of class 7 are ours: (7, stream) = who owns the stream; of class 8: (8, 0) = migration, (8, 1) = names.

-- Takes the store for real or for simulated data where nobody has yet; answers what it is.
create function ticks.claim(p_simulated boolean) returns boolean
language plpgsql security definer set search_path = ticks, pg_temp as $$
declare
    v_simulated boolean;
begin
    update meta set simulated = p_simulated where simulated is null;
    select simulated into v_simulated from meta;
    return v_simulated;
end $$;

-- Ids by name, in the order given; unknown names are added in that order.
create function ticks.register_instruments(p_names text[]) returns table(o_id int, o_name text)
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '5s' as $$
begin
    if exists (select from unnest(p_names) n where not exists (select from instrument i where i.name = n)) then
        perform pg_advisory_xact_lock(8, 1);            -- one at a time: no deadlock, and no id is burnt
        insert into instrument(name)
        select u.n from (select n, min(o) as o from unnest(p_names) with ordinality x(n, o) group by n) u
        where not exists (select from instrument i where i.name = u.n) order by u.o;
    end if;
    return query select i.id, i.name from unnest(p_names) with ordinality u(n, o) join instrument i on i.name = u.n order by u.o;
end $$;

-- Remembers plans: an array of {key, feed, mode, url, instruments, run, generation}; an older generation changes nothing.
create function ticks.save_streams(p_streams jsonb) returns void
language sql security definer set search_path = ticks, pg_temp set lock_timeout = '5s' as $$
    insert into stream as s (key, feed, mode, url, instruments, run, generation)
    select x.key, x.feed, x.mode, x.url, x.instruments, x.run, x.generation
    from jsonb_to_recordset(p_streams) as x(key text, feed text, mode text, url text, instruments int[], run boolean, generation bigint)
    order by x.key
    on conflict (key) do update
    set feed = excluded.feed, mode = excluded.mode, url = excluded.url, instruments = excluded.instruments, run = excluded.run, generation = excluded.generation
    where s.generation <= excluded.generation
$$;

-- Begins a new ownership. The exclusive lock waits for commits under way and is fair: nobody overtakes the taker.
create function ticks.open_epoch(p_key text, p_owner uuid) returns table(
    o_stream int, o_lease int, o_epoch bigint, o_mark_lease int, o_n bigint, o_connection int, o_frame bigint,
    o_instrument int, o_kind smallint, o_identity bigint, o_received timestamptz, o_time timestamptz)
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '5s' as $$
declare
    v_stream int;
    v_lease int;
    v_epoch bigint;
    v_now timestamptz;
begin
    select s.id into v_stream from stream s where s.key = p_key;
    if not found then
        insert into stream(key) values (p_key) on conflict (key) do nothing;
        select s.id into v_stream from stream s where s.key = p_key;
    end if;
    perform pg_advisory_xact_lock(7, v_stream);
    v_now := clock_timestamp();                         -- after the lock: the moment of the take-over, never that of the asking
    select l.epoch into v_epoch from stream_lease l where l.stream = v_stream;
    v_epoch := greatest(coalesce(v_epoch, 0) + 1, floor(extract(epoch from v_now) * 1000)::bigint);
    update stream_epoch e set valid_to = v_now where e.stream = v_stream and e.valid_to is null;
    insert into stream_epoch(stream, epoch, owner_id, valid_from) values (v_stream, v_epoch, p_owner, v_now) returning stream_epoch.lease into v_lease;
    insert into stream_lease as l values (v_stream, v_lease, v_epoch, p_owner, v_now)
    on conflict (stream) do update set lease = excluded.lease, epoch = excluded.epoch, owner_id = excluded.owner_id, taken_at = excluded.taken_at;
    return query select v_stream, v_lease, v_epoch, m.lease, m.n, m.connection, m.frame, m.instrument, m.kind, m.identity, m.received, m.time
    from (select) one left join stream_mark m on m.stream = v_stream;
end $$;

-- Which of the leases are their streams' current ones. Holds the shared lock of every stream until the commit is through.
create function ticks.fence(p_leases int[]) returns boolean[]
language plpgsql set search_path = ticks, pg_temp as $$
declare
    v_ok boolean[];
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'a commit needs transaction isolation read committed' using errcode = 'ZF002';
    end if;
    perform pg_advisory_xact_lock_shared(7, s.stream)
    from (select distinct e.stream from stream_epoch e where e.lease = any(p_leases) order by 1) s;
    -- A statement of its own: only a fresh snapshot, taken after the lock, shows a take-over that was waited for.
    select array_agg(l.lease is not null order by u.o) into v_ok
    from unnest(p_leases) with ordinality u(lease, o)
    left join stream_epoch e on e.lease = u.lease
    left join stream_lease l on l.stream = e.stream and l.lease = u.lease;
    return v_ok;
end $$;
