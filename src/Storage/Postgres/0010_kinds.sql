-- What frames carry beyond trades and best bid and ask: figures of the day, levels of the book, candles. They walk the same corridor as ticks and go in with
-- them in one transaction. docs/decisions/0010 tells why they lie as they do.

-- One row a change of one of the venue's figures of the day.
create table ticks.day(
    time timestamptz not null,
    received timestamptz not null,
    identity bigint not null,
    value bigint not null,                              -- mantissa
    instrument int not null,
    lease int not null,
    figure smallint not null,   -- 1 open, 2 high, …: the names stand in the view day_figures
    scale smallint not null,
    flags smallint not null,
    unique (instrument, time, figure, identity)) partition by range (time);

-- One row a change of one level of one side of the book. An empty level is price 0 with size 0.
create table ticks.depth(
    time timestamptz not null,
    received timestamptz not null,
    identity bigint not null,
    price bigint not null,                              -- mantissa
    size bigint not null,                               -- mantissa
    orders bigint not null,                             -- 0: the venue does not say
    instrument int not null,
    lease int not null,
    level smallint not null,                            -- from 1, the best, or 32767 where the price names it: positive bids, negative asks
    scale smallint not null,                            -- scale of the price * 256 + scale of the size
    flags smallint not null,
    unique (instrument, time, level, identity)) partition by range (time);

-- One row a state of a candle: so far, or closed. A candle's volume only grows, so together with "closed" it is what tells its states apart.
create table ticks.candle(
    time timestamptz not null,                          -- its beginning
    received timestamptz not null,
    volume bigint not null,                             -- mantissa
    open bigint not null,                               -- mantissas of one scale
    high bigint not null,
    low bigint not null,
    close bigint not null,
    instrument int not null,
    lease int not null,
    length smallint not null,   -- 1 = 1s, 2 = 1m, …: the names stand in the view candle_states
    closed boolean not null,
    price_scale smallint not null,
    volume_scale smallint not null,
    flags smallint not null,
    unique (instrument, time, length, volume, volume_scale, closed)) partition by range (time);

-- As in 0002, for all five tables. A day that was made before these were known gets what it lacks.
create or replace function ticks.ensure_day(p_day date) returns boolean
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '5s' as $$
declare
    v_name text := to_char(p_day, 'YYYYMMDD');
    v_from timestamptz := p_day::timestamp at time zone 'UTC';
    v_to timestamptz := (p_day + 1)::timestamp at time zone 'UTC';
    v_table text;
    v_made boolean := false;
begin
    if p_day < date '2000-01-01' then
        raise exception 'day % lies before 2000-01-01', p_day using errcode = '22008';
    end if;
    if p_day > (clock_timestamp() at time zone 'UTC')::date + 1 then
        raise exception 'day % lies after tomorrow', p_day using errcode = '22008';
    end if;
    if to_regclass('ticks.tick_' || v_name) is not null and to_regclass('ticks.candle_' || v_name) is not null then
        return false;                                   -- all come in one transaction, attached
    end if;
    perform pg_advisory_xact_lock(9, 0);
    foreach v_table in array array['tick', 'quote', 'day', 'depth', 'candle'] loop
        -- Read from the catalogue itself: what to_regclass remembers may be older than the lock.
        continue when exists (
            select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'ticks' and c.relname = v_table || '_' || v_name);
        v_made := true;
        execute format(
            'create table ticks.%I (like ticks.%I including defaults including constraints including indexes)', v_table || '_' || v_name, v_table);
        if v_table in ('tick', 'quote') then
            -- Of the day alone: a key over all days would have to hold the time, and would cost half as much again.
            execute format('create unique index %I on ticks.%I (instrument, moment, identity) with (fillfactor = 100)',
                v_table || '_' || v_name || '_key', v_table || '_' || v_name);
        end if;
        -- The check proves the bounds beforehand, so that attaching scans nothing; afterwards the bounds themselves do its work.
        execute format('alter table ticks.%I add constraint day check (time >= %L and time < %L)', v_table || '_' || v_name, v_from, v_to);
        execute format('alter table ticks.%I attach partition ticks.%I for values from (%L) to (%L)', v_table, v_table || '_' || v_name, v_from, v_to);
        execute format('alter table ticks.%I drop constraint day', v_table || '_' || v_name);
    end loop;
    return v_made;
end $$;

create or replace function ticks.drop_day_before(p_day date) returns date
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '250ms' as $$
declare
    v_day date;
    v_end timestamptz := p_day::timestamp at time zone 'UTC';
    v_table text;
begin
    perform pg_advisory_xact_lock(9, 0);
    select min(d) into v_day from list_days() d where d < p_day;
    if v_day is not null then
        foreach v_table in array array['tick', 'quote', 'day', 'depth', 'candle'] loop
            execute format('drop table if exists ticks.%I', v_table || '_' || to_char(v_day, 'YYYYMMDD'));
        end loop;
    else
        delete from gap where first_received < v_end;
        delete from quarantine where put_at < v_end;
    end if;
    return v_day;
end $$;

-- Puts such rows in, those of fenced leases left out; how many were new. A row names its lease itself.
create function ticks.put_kinds(
    p_fenced int[],
    r_time timestamptz[], r_received timestamptz[], r_identity bigint[], r_price bigint[], r_size bigint[], r_ask bigint[], r_ask_size bigint[],
    r_instrument int[], r_lease int[], r_scales int[], r_kind smallint[], r_flags smallint[]) returns int
language plpgsql set search_path = ticks, pg_temp as $$
declare
    v_all int := 0;
    v_new int;
begin
    if 5::smallint = any(r_kind) then
        insert into day(time, received, identity, value, instrument, lease, figure, scale, flags)
        select r.time, r.received, r.identity, r.price, r.instrument, r.lease, r.ask_size, (r.scales >> 24) & 255, r.flags
        from unnest(r_time, r_received, r_identity, r_price, r_ask_size, r_instrument, r_lease, r_scales, r_kind, r_flags)
            r(time, received, identity, price, ask_size, instrument, lease, scales, kind, flags)
        where r.kind = 5 and r.lease <> all(p_fenced)
        on conflict do nothing;
        get diagnostics v_new = row_count;
        v_all := v_all + v_new;
    end if;
    if 6::smallint = any(r_kind) then
        insert into depth(time, received, identity, price, size, orders, instrument, lease, level, scale, flags)
        select r.time, r.received, r.identity, r.price, r.size, r.ask, r.instrument, r.lease, r.ask_size, (r.scales >> 16) & 65535, r.flags
        from unnest(r_time, r_received, r_identity, r_price, r_size, r_ask, r_ask_size, r_instrument, r_lease, r_scales, r_kind, r_flags)
            r(time, received, identity, price, size, ask, ask_size, instrument, lease, scales, kind, flags)
        where r.kind = 6 and r.lease <> all(p_fenced)
        on conflict do nothing;
        get diagnostics v_new = row_count;
        v_all := v_all + v_new;
    end if;
    if 7::smallint = any(r_kind) then
        insert into candle(time, received, volume, open, high, low, close, instrument, lease, length, closed, price_scale, volume_scale, flags)
        select r.time, r.received, r.identity, r.price, r.size, r.ask, r.ask_size, r.instrument, r.lease, (r.scales >> 8) & 255, (r.scales & 255) <> 0,
            (r.scales >> 24) & 255, (r.scales >> 16) & 255, r.flags
        from unnest(r_time, r_received, r_identity, r_price, r_size, r_ask, r_ask_size, r_instrument, r_lease, r_scales, r_kind, r_flags)
            r(time, received, identity, price, size, ask, ask_size, instrument, lease, scales, kind, flags)
        where r.kind = 7 and r.lease <> all(p_fenced)
        on conflict do nothing;
        get diagnostics v_new = row_count;
        v_all := v_all + v_new;
    end if;
    return v_all;
end $$;

-- commit_ticks and, in the same transaction, rows of the other kinds. Batches without such rows call commit_ticks itself: it pays nothing for them.
create function ticks.commit_kinds(
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
    r_time timestamptz[], r_received timestamptz[], r_identity bigint[], r_price bigint[], r_size bigint[], r_ask bigint[], r_ask_size bigint[],
    r_instrument int[], r_lease int[], r_scales int[], r_kind smallint[], r_flags smallint[],
    out o_replayed boolean, out o_inserted int, out o_duplicate int, out o_fenced int[], out o_fenced_rows int, out o_past int[])
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '2s' set plan_cache_mode = force_generic_plan as $$
declare
    v_fenced int;
    v_new int;
begin
    select c.* into o_replayed, o_inserted, o_duplicate, o_fenced, o_fenced_rows, o_past
    from commit_ticks(p_spool, p_seq, p_conflicts, p_joined, p_leases, p_epochs, p_received_by,
        m_n, m_connection, m_frame, m_instrument, m_kind, m_identity, m_received, m_time,
        t_time, t_received, t_identity, t_price, t_size, t_instrument, t_slot, t_moment, t_scale, t_flags,
        q_time, q_received, q_identity, q_bid, q_bid_size, q_ask, q_ask_size, q_instrument, q_slot, q_moment, q_scales, q_flags,
        l_time, l_received, l_identity, l_price, l_size, l_ask, l_ask_size, l_instrument, l_lease, l_scales, l_kind, l_flags,
        g_stream, g_cause, g_instrument, g_kind, g_missing,
        gl_lease, gl_n, gl_connection, gl_frame, gl_instrument, gl_kind, gl_identity, gl_received, gl_time,
        gf_lease, gf_n, gf_connection, gf_frame, gf_instrument, gf_kind, gf_identity, gf_received, gf_time,
        x_time, x_received, x_identity, x_price, x_size, x_ask, x_ask_size, x_instrument, x_lease, x_scales, x_kind, x_flags, x_reason) c;
    if o_replayed then
        return;
    end if;
    select count(*) into v_fenced from unnest(r_lease) lease where lease = any(o_fenced);
    v_new := put_kinds(o_fenced, r_time, r_received, r_identity, r_price, r_size, r_ask, r_ask_size, r_instrument, r_lease, r_scales, r_kind, r_flags);
    o_inserted := o_inserted + v_new;
    o_duplicate := o_duplicate + cardinality(r_time) - v_fenced - v_new;
    o_fenced_rows := o_fenced_rows + v_fenced;
end $$;

-- probe_rows with rows of the other kinds.
create function ticks.probe_kinds(
    p_conflicts boolean, p_leases int[],
    t_time timestamptz[], t_received timestamptz[], t_identity bigint[], t_price bigint[], t_size bigint[],
    t_instrument int[], t_slot int[], t_moment int[], t_scale smallint[], t_flags smallint[],
    q_time timestamptz[], q_received timestamptz[], q_identity bigint[], q_bid bigint[], q_bid_size bigint[], q_ask bigint[], q_ask_size bigint[],
    q_instrument int[], q_slot int[], q_moment int[], q_scales int[], q_flags smallint[],
    r_time timestamptz[], r_received timestamptz[], r_identity bigint[], r_price bigint[], r_size bigint[], r_ask bigint[], r_ask_size bigint[],
    r_instrument int[], r_lease int[], r_scales int[], r_kind smallint[], r_flags smallint[]) returns void
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '2s' set plan_cache_mode = force_generic_plan as $$
begin
    perform put_kinds('{}', r_time, r_received, r_identity, r_price, r_size, r_ask, r_ask_size, r_instrument, r_lease, r_scales, r_kind, r_flags);
    perform probe_rows(p_conflicts, p_leases,
        t_time, t_received, t_identity, t_price, t_size, t_instrument, t_slot, t_moment, t_scale, t_flags,
        q_time, q_received, q_identity, q_bid, q_bid_size, q_ask, q_ask_size, q_instrument, q_slot, q_moment, q_scales, q_flags);
end $$;

create view ticks.day_figures as
select d.time, (d.flags & 1023) as nanos, d.received, i.name as symbol, (array['open', 'high', 'low', 'close', 'previous-close', 'volume', 'turnover', 'open-interest', 'open-interest-high', 'open-interest-low',
        'previous-open-interest', 'lower-limit', 'upper-limit', 'year-high', 'year-low'])[d.figure] as figure, d.value * p.tenth[d.scale + 1] as value,
    (d.flags & 8192) <> 0 as suspect_time, d.identity as id, d.instrument, d.lease
from ticks.day d
join ticks.instrument i on i.id = d.instrument
cross join ticks.tenth p;

create view ticks.depth_levels as
select d.time, (d.flags & 1023) as nanos, d.received, i.name as symbol, case when d.level > 0 then 'bid' else 'ask' end as side, nullif(abs(d.level), 32767) as level,
    d.price * p.tenth[((d.scale >> 8) & 255) + 1] as price, d.size * p.tenth[(d.scale & 255) + 1] as size, nullif(d.orders, 0) as orders,
    (d.flags & 8192) <> 0 as suspect_time, d.identity as id, d.instrument, d.lease
from ticks.depth d
join ticks.instrument i on i.id = d.instrument
cross join ticks.tenth p;

-- Every state that was stored of a candle; the last of one is that with the greatest volume, closed before open.
create view ticks.candle_states as
select c.time, c.received, i.name as symbol, (array['1s', '1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '3d', '1w', '1M'])[c.length] as length, c.closed,
    c.open * p.tenth[c.price_scale + 1] as open, c.high * p.tenth[c.price_scale + 1] as high, c.low * p.tenth[c.price_scale + 1] as low,
    c.close * p.tenth[c.price_scale + 1] as close, c.volume * p.tenth[c.volume_scale + 1] as volume, c.instrument, c.lease
from ticks.candle c
join ticks.instrument i on i.id = c.instrument
cross join ticks.tenth p;

-- One row a candle: its last state.
create view ticks.candles as
select distinct on (time, symbol, length) time, symbol, length, open, high, low, close, volume, closed, received, instrument
from ticks.candle_states
order by time, symbol, length, closed desc, volume desc, received desc;

create or replace view ticks.gaps as
select s.key as stream, (array['closed', 'epoch', 'sequence', 'spool', 'rejected', 'disconnect', 'stall', 'room'])[g.cause] as cause,
    g.last_received as began, g.first_received as ended, g.last_time, g.first_time, g.missing,
    i.name as symbol, (array['trade', 'aggregate-trade', 'last-price', 'quote', 'day', 'depth', 'candle'])[g.kind] as kind,
    g.last_lease, g.last_n, g.last_connection, g.last_frame, g.last_identity as last_id,
    g.first_lease, g.first_n, g.first_connection, g.first_frame, g.first_identity as first_id
from ticks.gap g
left join ticks.stream s on s.id = g.stream
left join ticks.instrument i on i.id = g.instrument
where g.cause <> 2 or g.last_lease is not null;        -- else it is only held open for what an owner before may still have in its spool

revoke all on all functions in schema ticks from public;
