-- Names, wishes and who may do what. Locks of class 7 are ours: (7, stream) = who owns the stream; of class 8: (8, 0) = migration, (8, 1) = names,
-- (8, 2) = wishes, (8, 3) = ownerships of instruments that only one node may carry.

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

-- Remembers what is wanted: an array of {key, feed, mode, url, instruments, desired, generation, restart, record}, all of it or nothing. Every generation must be newer
-- than what is there. What begins to run gets its turn, p_between behind the one before, whoever that belongs to.
create function ticks.set_desired(p_streams jsonb, p_between interval, out o_applied boolean, out o_wait interval)
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '5s' as $$
declare
    v_now timestamptz;
    v_turn timestamptz;
    v_first timestamptz;
    r record;
    v_before stream;
begin
    perform pg_advisory_xact_lock(8, 2);
    v_now := clock_timestamp();
    o_wait := interval '0';
    o_applied := not exists (
        select from jsonb_to_recordset(p_streams) as x(key text, generation bigint) join stream s on s.key = x.key where s.generation >= x.generation);
    if not o_applied then
        return;
    end if;
    select greatest(v_now, max(s.start_at) + p_between) into v_turn from stream s where s.start_at > v_now - p_between and s.desired = 'run';
    v_turn := coalesce(v_turn, v_now);
    for r in
        select x.* from jsonb_to_recordset(p_streams)                    -- in the order of the array, which is that of the turns
            as x(key text, feed text, mode text, url text, instruments int[], desired text, generation bigint, restart bigint, record boolean)
    loop
        v_before := null;
        select * into v_before from stream s where s.key = r.key;
        insert into stream as s (key, feed, mode, url, instruments, desired, generation, restart, record, start_at)
        values (r.key, r.feed, r.mode, r.url, r.instruments, r.desired, r.generation, r.restart, r.record, case when r.desired = 'run' then v_turn end)
        on conflict (key) do update
        set feed = excluded.feed, mode = excluded.mode, url = excluded.url, instruments = excluded.instruments, desired = excluded.desired,
            generation = excluded.generation, restart = excluded.restart, record = excluded.record,
            start_at = case when excluded.desired <> 'run' then null when s.desired = 'run' then s.start_at else excluded.start_at end;
        if r.desired = 'run' and v_before.desired is distinct from 'run' then
            v_first := coalesce(v_first, v_turn);
            v_turn := v_turn + p_between;
        end if;
        insert into event(at, stream, what, reason)
        select v_now, s.id,
            case when r.desired = 'stop' then 'stop' when r.desired = 'pause' then 'pause' when v_before.desired = 'pause' then 'resume'
                when v_before.desired = 'run' and r.restart is distinct from v_before.restart then 'restart'
                when v_before.desired = 'run' then 'edit' else 'start' end, 'operator'
        from stream s where s.key = r.key;
    end loop;
    o_wait := greatest(coalesce(v_first, v_now) - v_now, interval '0');
end $$;
