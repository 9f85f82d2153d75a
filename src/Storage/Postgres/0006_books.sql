-- The newest ids of instruments. The table latest may be a second behind, so the rows from there on are looked at, less two seconds for what came out
-- of order: by the key within that day, and all of the days after it, which can only have begun. An instrument that
-- is not in latest has no rows from before the newest row there.
create function ticks.load_books(p_instruments int[]) returns table(o_instrument int, o_kind smallint, o_identity bigint, o_time timestamptz)
language sql stable security definer set search_path = ticks, pg_temp as $$
    with asked as materialized (
        select i.id as instrument, k.kind, s.since, ((s.since at time zone 'UTC')::date + 1)::timestamp at time zone 'UTC' as midnight
        from (select distinct unnest(p_instruments)) i(id)
        cross join (values (1, 1), (1, 2), (1, 3), (2, 4)) k(kind_group, kind)
        cross join lateral (select coalesce(
            (select l.time from latest l where l.instrument = i.id and l.kind_group = k.kind_group),
            (select max(l.time) from latest l where l.kind_group = k.kind_group)) - interval '2 s') s(since)
        where s.since is not null),
    row as (
        select l.instrument, l.kind, l.identity, l.time from latest l where l.instrument = any(p_instruments)
        union all
        select a.instrument, a.kind, t.identity, t.time from asked a join tick t on t.instrument = a.instrument
        where a.kind <> 4 and t.time >= a.since and t.time < a.midnight
            and t.moment between moment(a.kind, a.since) and moment(a.kind, a.midnight - interval '1 us')
        union all
        select a.instrument, a.kind, t.identity, t.time from asked a join tick t on t.instrument = a.instrument
        where a.kind <> 4 and t.time >= a.midnight and (t.moment >> 30) & 3 = a.kind
        union all
        select a.instrument, a.kind, q.identity, q.time from asked a join quote q on q.instrument = a.instrument
        where a.kind = 4 and q.time >= a.since and q.time < a.midnight
            and q.moment between moment(a.kind, a.since) and moment(a.kind, a.midnight - interval '1 us')
        union all
        select a.instrument, a.kind, q.identity, q.time from asked a join quote q on q.instrument = a.instrument
        where a.kind = 4 and q.time >= a.midnight)
    select instrument, kind::smallint, max(identity), max(time) from row group by instrument, kind order by 1, 2
$$;
