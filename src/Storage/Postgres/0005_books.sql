-- The newest ids of instruments. The table latest may be a second behind, so what came after it is looked at, within bounds: the rows behind the
-- oldest of these instruments (all of them in a small store), and those behind the newest one, less two seconds (all that a live store can lack).
create function ticks.load_books(p_instruments int[]) returns table(o_instrument int, o_kind smallint, o_identity bigint, o_time timestamptz)
language sql stable security definer set search_path = ticks, pg_temp as $$
    with l as materialized (select * from latest where instrument = any(p_instruments)),
    bound as materialized (
        select kind_group, min(time) as oldest, max(time) - interval '2 s' as newest from l group by kind_group),
    row as (
        select instrument, kind, identity, time from l
        union all
        (select instrument, kind, identity, time from tick
         where time >= (select oldest from bound where kind_group = 1) order by time limit 500000)
        union all
        (select instrument, kind, identity, time from tick
         where time >= (select newest from bound where kind_group = 1) order by time limit 500000)
        union all
        (select instrument, 4::smallint, identity, time from quote
         where time >= (select oldest from bound where kind_group = 2) order by time limit 500000)
        union all
        (select instrument, 4::smallint, identity, time from quote
         where time >= (select newest from bound where kind_group = 2) order by time limit 500000))
    select instrument, kind, max(identity), max(time) from row where instrument = any(p_instruments) group by instrument, kind order by 1, 2
$$;
