-- A partition a day for ticks and one for quotes. Locks of class 9 are ours: (9, 0) = the set of days.

-- Makes the day's partitions; false where they were there. Never inside a commit: attaching wants the table to itself for a moment.
create function ticks.ensure_day(p_day date) returns boolean
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '5s' as $$
declare
    v_name text := to_char(p_day, 'YYYYMMDD');
    v_from timestamptz := p_day::timestamp at time zone 'UTC';
    v_to timestamptz := (p_day + 1)::timestamp at time zone 'UTC';
    v_table text;
begin
    if p_day < date '2000-01-01' then
        raise exception 'day % lies before 2000-01-01', p_day using errcode = '22008';
    end if;
    if p_day > (clock_timestamp() at time zone 'UTC')::date + 1 then
        raise exception 'day % lies after tomorrow', p_day using errcode = '22008';
    end if;
    if to_regclass('ticks.tick_' || v_name) is not null and to_regclass('ticks.quote_' || v_name) is not null then
        return false;                                   -- both come in one transaction, attached
    end if;
    perform pg_advisory_xact_lock(9, 0);
    -- Read from the catalogue itself: what to_regclass remembers may be older than the lock.
    if exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'ticks' and c.relname = 'tick_' || v_name) then
        return false;
    end if;
    foreach v_table in array array['tick', 'quote'] loop
        execute format(
            'create table ticks.%I (like ticks.%I including defaults including constraints including indexes)', v_table || '_' || v_name, v_table);
        -- Of the day alone: a key over all days would have to hold the time, and would cost half as much again.
        execute format('create unique index %I on ticks.%I (instrument, moment, identity) with (fillfactor = 100)',
            v_table || '_' || v_name || '_key', v_table || '_' || v_name);
        -- The check proves the bounds beforehand, so that attaching scans nothing; afterwards the bounds themselves do its work.
        execute format('alter table ticks.%I add constraint day check (time >= %L and time < %L)', v_table || '_' || v_name, v_from, v_to);
        execute format('alter table ticks.%I attach partition ticks.%I for values from (%L) to (%L)', v_table, v_table || '_' || v_name, v_from, v_to);
        execute format('alter table ticks.%I drop constraint day', v_table || '_' || v_name);
    end loop;
    return true;
end $$;

-- The days that have partitions, oldest first.
create function ticks.list_days() returns setof date
language sql stable security definer set search_path = ticks, pg_temp as $$
    select to_date(substr(c.relname, 6), 'YYYYMMDD')
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'ticks.tick'::regclass
    order by 1
$$;

-- Drops one day, the oldest one before p_day; null when there is none. A day a call: the lock on the whole table is short, and given up
-- soon where a reader holds it, because commits queue behind it.
create function ticks.drop_day_before(p_day date) returns date
language plpgsql security definer set search_path = ticks, pg_temp set lock_timeout = '250ms' as $$
declare
    v_day date;
    v_end timestamptz := p_day::timestamp at time zone 'UTC';
begin
    perform pg_advisory_xact_lock(9, 0);
    select min(d) into v_day from list_days() d where d < p_day;
    if v_day is not null then
        execute format('drop table ticks.%I', 'tick_' || to_char(v_day, 'YYYYMMDD'));
        execute format('drop table ticks.%I', 'quote_' || to_char(v_day, 'YYYYMMDD'));
    else
        delete from gap where first_received < v_end;
        delete from quarantine where put_at < v_end;
    end if;
    return v_day;
end $$;
