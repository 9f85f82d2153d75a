-- For people. Views and columns have the names of schema ticks in PostgreSQL; where that shows numeric and timestamptz, here stands
-- exact text, since SQLite has neither. Filter and sort by time_ns, which reaches the keys of the days; sum by mantissa and scale.

create view trades as
select
    printf('%s.%0*dZ', strftime('%Y-%m-%dT%H:%M:%S', t.time / 1000000000, 'unixepoch'), t.digits, t.time % 1000000000 / t.unit) as time,
    t.time % 1000 as nanos,
    printf('%s.%06dZ', strftime('%Y-%m-%dT%H:%M:%S', t.received / 1000000000, 'unixepoch'), t.received % 1000000000 / 1000) as received,
    i.name as symbol,
    case t.kind when 1 then 'trade' when 2 then 'aggregate-trade' when 3 then 'last-price' end as kind,
    t.identity as id,
    case t.price_scale when 0 then t.price_digits
        else substr(t.price_digits, 1, length(t.price_digits) - t.price_scale) || '.' || substr(t.price_digits, -t.price_scale) end as price,
    -- null: the venue gave none
    case when t.flags & 4096 then null when t.size_scale = 0 then t.size_digits
        else substr(t.size_digits, 1, length(t.size_digits) - t.size_scale) || '.' || substr(t.size_digits, -t.size_scale) end as size,
    (t.flags & 32768) <> 0 as buyer_was_maker,
    (t.flags & 16384) <> 0 as late,
    (t.flags & 8192) <> 0 as suspect_time,
    t.instrument,
    t.lease,
    t.time as time_ns,
    t.received as received_ns,
    t.price as price_mantissa,
    t.price_scale,
    t.size as size_mantissa,
    t.size_scale
from (
    select *,
        printf('%0*d', price_scale + 1 + (price < 0), price) as price_digits,
        printf('%0*d', size_scale + 1 + (size < 0), size) as size_digits,
        3 + 3 * (flags >> 10 & 3) as digits,
        case flags >> 10 & 3 when 0 then 1000000 when 1 then 1000 else 1 end as unit
    from (select *, scale >> 8 as price_scale, scale & 255 as size_scale from tick)
) t
join instrument i on i.id = t.instrument;

create view quotes as
select
    printf('%s.%0*dZ', strftime('%Y-%m-%dT%H:%M:%S', q.time / 1000000000, 'unixepoch'), q.digits, q.time % 1000000000 / q.unit) as time,
    q.time % 1000 as nanos,
    printf('%s.%06dZ', strftime('%Y-%m-%dT%H:%M:%S', q.received / 1000000000, 'unixepoch'), q.received % 1000000000 / 1000) as received,
    i.name as symbol,
    q.identity as id,
    case q.bid_scale when 0 then q.bid_digits
        else substr(q.bid_digits, 1, length(q.bid_digits) - q.bid_scale) || '.' || substr(q.bid_digits, -q.bid_scale) end as bid,
    case q.bid_size_scale when 0 then q.bid_size_digits
        else substr(q.bid_size_digits, 1, length(q.bid_size_digits) - q.bid_size_scale) || '.' || substr(q.bid_size_digits, -q.bid_size_scale) end as bid_size,
    case q.ask_scale when 0 then q.ask_digits
        else substr(q.ask_digits, 1, length(q.ask_digits) - q.ask_scale) || '.' || substr(q.ask_digits, -q.ask_scale) end as ask,
    case q.ask_size_scale when 0 then q.ask_size_digits
        else substr(q.ask_size_digits, 1, length(q.ask_size_digits) - q.ask_size_scale) || '.' || substr(q.ask_size_digits, -q.ask_size_scale) end as ask_size,
    (q.flags & 16384) <> 0 as late,
    (q.flags & 8192) <> 0 as suspect_time,
    q.instrument,
    q.lease,
    q.time as time_ns,
    q.received as received_ns,
    q.bid as bid_mantissa,
    q.bid_scale,
    q.bid_size as bid_size_mantissa,
    q.bid_size_scale,
    q.ask as ask_mantissa,
    q.ask_scale,
    q.ask_size as ask_size_mantissa,
    q.ask_size_scale
from (
    select *,
        printf('%0*d', bid_scale + 1 + (bid < 0), bid) as bid_digits,
        printf('%0*d', bid_size_scale + 1 + (bid_size < 0), bid_size) as bid_size_digits,
        printf('%0*d', ask_scale + 1 + (ask < 0), ask) as ask_digits,
        printf('%0*d', ask_size_scale + 1 + (ask_size < 0), ask_size) as ask_size_digits,
        3 + 3 * (flags >> 10 & 3) as digits,
        case flags >> 10 & 3 when 0 then 1000000 when 1 then 1000 else 1 end as unit
    from (
        select *, scales >> 24 as bid_scale, scales >> 16 & 255 as bid_size_scale, scales >> 8 & 255 as ask_scale, scales & 255 as ask_size_scale from quote
    )
) q
join instrument i on i.id = q.instrument;

-- One line an instrument: its newest price and its newest best bid and ask.
create view last_price as
select
    i.name as symbol,
    case when t.instrument is not null then
        printf('%s.%0*dZ', strftime('%Y-%m-%dT%H:%M:%S', t.time / 1000000000, 'unixepoch'), t.digits, t.time % 1000000000 / t.unit) end as time,
    t.time % 1000 as nanos,
    case when t.instrument is not null then
        printf('%s.%06dZ', strftime('%Y-%m-%dT%H:%M:%S', t.received / 1000000000, 'unixepoch'), t.received % 1000000000 / 1000) end as received,
    case t.kind when 1 then 'trade' when 2 then 'aggregate-trade' when 3 then 'last-price' end as kind,
    t.identity as id,
    case t.price_scale when 0 then t.price_digits
        else substr(t.price_digits, 1, length(t.price_digits) - t.price_scale) || '.' || substr(t.price_digits, -t.price_scale) end as price,
    case when t.flags & 4096 then null when t.size_scale = 0 then t.size_digits
        else substr(t.size_digits, 1, length(t.size_digits) - t.size_scale) || '.' || substr(t.size_digits, -t.size_scale) end as size,
    case q.price_scale when 0 then q.price_digits
        else substr(q.price_digits, 1, length(q.price_digits) - q.price_scale) || '.' || substr(q.price_digits, -q.price_scale) end as bid,
    case q.size_scale when 0 then q.size_digits
        else substr(q.size_digits, 1, length(q.size_digits) - q.size_scale) || '.' || substr(q.size_digits, -q.size_scale) end as bid_size,
    case q.ask_scale when 0 then q.ask_digits
        else substr(q.ask_digits, 1, length(q.ask_digits) - q.ask_scale) || '.' || substr(q.ask_digits, -q.ask_scale) end as ask,
    case q.ask_size_scale when 0 then q.ask_size_digits
        else substr(q.ask_size_digits, 1, length(q.ask_size_digits) - q.ask_size_scale) || '.' || substr(q.ask_size_digits, -q.ask_size_scale) end as ask_size,
    case when q.instrument is not null then
        printf('%s.%0*dZ', strftime('%Y-%m-%dT%H:%M:%S', q.time / 1000000000, 'unixepoch'), q.digits, q.time % 1000000000 / q.unit) end as quote_time,
    i.id as instrument,
    t.time as time_ns,
    q.time as quote_time_ns
from instrument i
left join (
    select *,
        printf('%0*d', price_scale + 1 + (price < 0), price) as price_digits,
        printf('%0*d', size_scale + 1 + (size < 0), size) as size_digits,
        3 + 3 * (flags >> 10 & 3) as digits,
        case flags >> 10 & 3 when 0 then 1000000 when 1 then 1000 else 1 end as unit
    -- With max(), SQLite takes the other columns from the row that has it.
    from (select *, max(time), scales >> 24 as price_scale, scales >> 16 & 255 as size_scale from latest where kind < 4 group by instrument)
) t on t.instrument = i.id
left join (
    select *,
        printf('%0*d', price_scale + 1 + (price < 0), price) as price_digits,
        printf('%0*d', size_scale + 1 + (size < 0), size) as size_digits,
        printf('%0*d', ask_scale + 1 + (ask < 0), ask) as ask_digits,
        printf('%0*d', ask_size_scale + 1 + (ask_size < 0), ask_size) as ask_size_digits,
        3 + 3 * (flags >> 10 & 3) as digits,
        case flags >> 10 & 3 when 0 then 1000000 when 1 then 1000 else 1 end as unit
    from (
        select *, scales >> 24 as price_scale, scales >> 16 & 255 as size_scale, scales >> 8 & 255 as ask_scale, scales & 255 as ask_size_scale
        from latest where kind = 4
    )
) q on q.instrument = i.id
where t.instrument is not null or q.instrument is not null;

-- began and ended are times of receipt of the last proven tick before the hole and of the first one after it.
create view gaps as
select
    s.key as stream,
    case g.cause when 1 then 'closed' when 2 then 'epoch' when 3 then 'sequence' when 4 then 'spool'
        when 5 then 'rejected' when 6 then 'disconnect' when 7 then 'stall' when 8 then 'room' end as cause,
    case when g.last_lease > 0 then
        printf('%s.%06dZ', strftime('%Y-%m-%dT%H:%M:%S', g.last_received / 1000000000, 'unixepoch'), g.last_received % 1000000000 / 1000) end as began,
    printf('%s.%06dZ', strftime('%Y-%m-%dT%H:%M:%S', g.first_received / 1000000000, 'unixepoch'), g.first_received % 1000000000 / 1000) as ended,
    case when g.last_lease > 0 then
        printf('%s.%06dZ', strftime('%Y-%m-%dT%H:%M:%S', g.last_time / 1000000000, 'unixepoch'), g.last_time % 1000000000 / 1000) end as last_time,
    printf('%s.%06dZ', strftime('%Y-%m-%dT%H:%M:%S', g.first_time / 1000000000, 'unixepoch'), g.first_time % 1000000000 / 1000) as first_time,
    g.missing,
    i.name as symbol,
    case g.kind when 1 then 'trade' when 2 then 'aggregate-trade' when 3 then 'last-price' when 4 then 'quote' end as kind,
    case when g.last_lease > 0 then g.last_lease end as last_lease,
    case when g.last_lease > 0 then g.last_n end as last_n,
    case when g.last_lease > 0 then g.last_connection end as last_connection,
    case when g.last_lease > 0 then g.last_frame end as last_frame,
    case when g.last_lease > 0 then g.last_identity end as last_id,
    g.first_lease,
    g.first_n,
    g.first_connection,
    g.first_frame,
    g.first_identity as first_id
from gap g
join stream s on s.id = g.stream
left join instrument i on i.id = g.instrument
where g.cause <> 2 or g.last_lease <> 0;   -- else it is only held open for what an owner before may still have in its spool
