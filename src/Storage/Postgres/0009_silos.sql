-- What is wanted of a node: open = it takes its share, starting = it is not ready for that, cordoned = it takes nothing more, draining = it gives away what it owns.
alter table ticks.node add column duty text not null default 'open' check (duty in ('open', 'starting', 'cordoned', 'draining'));

create function ticks.node_duty(p_name text, p_duty text) returns int
language sql security definer set search_path = ticks, pg_temp set lock_timeout = '5s' as $$
    with told as (update node set duty = p_duty where name = p_name or id::text = p_name returning id)
    select count(*)::int from told
$$;

-- As in 0004, but a node that takes nothing is not counted among those that share the streams.
create or replace function ticks.lease_look(out o_desired int, out o_nodes int, out o_version bigint, out o_keys text[], out o_feeds text[], out o_for interval[], out o_expired boolean[])
language plpgsql stable security definer set search_path = ticks, pg_temp as $$
declare
    v_now timestamptz := clock_timestamp();
    v_ttl interval;
    v_delay interval;
begin
    select t.o_ttl, t.o_delay into v_ttl, v_delay from lease_times() t;
    select count(*) filter (where s.desired = 'run'), coalesce(sum(s.generation), 0) + count(*) into o_desired, o_version from stream s;
    select count(*) into o_nodes from node n where n.beat > v_now - v_ttl - v_delay and n.duty = 'open';
    select coalesce(array_agg(f.key), '{}'), coalesce(array_agg(f.feed), '{}'), coalesce(array_agg(v_now - f.free_at), '{}'), coalesce(array_agg(f.expired), '{}')
    into o_keys, o_feeds, o_for, o_expired
    from (
        select s.key, s.feed, greatest(s.start_at, case when l.owner_id is null then l.expires_at else l.expires_at + v_delay end) as free_at, l.owner_id is not null as expired
        from stream s left join stream_lease l on l.stream = s.id
        where s.desired = 'run' and s.start_at <= v_now and (l.owner_id is null or l.expires_at + v_delay < v_now)
        order by free_at, s.id limit 200) f;
end $$;

revoke all on all functions in schema ticks from public;
