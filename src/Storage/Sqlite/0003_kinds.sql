-- Views of what frames carry beyond trades and best bid and ask, as in schema ticks of PostgreSQL. The tables, a set a day, are made by SqliteDays:
-- day_YYYYMMDD, depth_YYYYMMDD, candle_YYYYMMDD, joined by the views day, depth and candle.

create view day_figures as
select
    printf('%s.%0*dZ', strftime('%Y-%m-%dT%H:%M:%S', d.time / 1000000000, 'unixepoch'), 3 + 3 * (d.flags >> 10 & 3),
        d.time % 1000000000 / case d.flags >> 10 & 3 when 0 then 1000000 when 1 then 1000 else 1 end) as time,
    d.time % 1000 as nanos,
    printf('%s.%06dZ', strftime('%Y-%m-%dT%H:%M:%S', d.received / 1000000000, 'unixepoch'), d.received % 1000000000 / 1000) as received,
    i.name as symbol,
    case d.figure when 1 then 'open' when 2 then 'high' when 3 then 'low' when 4 then 'close' when 5 then 'previous-close' when 6 then 'volume'
        when 7 then 'turnover' when 8 then 'open-interest' when 9 then 'open-interest-high' when 10 then 'open-interest-low'
        when 11 then 'previous-open-interest' when 12 then 'lower-limit' when 13 then 'upper-limit' when 14 then 'year-high' when 15 then 'year-low' end as figure,
    case d.scale when 0 then printf('%d', d.value) else substr(printf('%0*d', d.scale + 1 + (d.value < 0), d.value), 1, length(printf('%0*d', d.scale + 1 + (d.value < 0), d.value)) - d.scale)
        || '.' || substr(printf('%0*d', d.scale + 1 + (d.value < 0), d.value), -d.scale) end as value,
    (d.flags & 8192) <> 0 as suspect_time,
    d.identity as id,
    d.instrument,
    d.lease,
    d.time as time_ns,
    d.received as received_ns
from day d
join instrument i on i.id = d.instrument;

create view depth_levels as
select
    printf('%s.%0*dZ', strftime('%Y-%m-%dT%H:%M:%S', d.time / 1000000000, 'unixepoch'), 3 + 3 * (d.flags >> 10 & 3),
        d.time % 1000000000 / case d.flags >> 10 & 3 when 0 then 1000000 when 1 then 1000 else 1 end) as time,
    d.time % 1000 as nanos,
    printf('%s.%06dZ', strftime('%Y-%m-%dT%H:%M:%S', d.received / 1000000000, 'unixepoch'), d.received % 1000000000 / 1000) as received,
    i.name as symbol,
    case when d.level > 0 then 'bid' else 'ask' end as side,
    nullif(abs(d.level), 32767) as level,
    case d.price_scale when 0 then printf('%d', d.price) else substr(printf('%0*d', d.price_scale + 1 + (d.price < 0), d.price), 1, length(printf('%0*d', d.price_scale + 1 + (d.price < 0), d.price)) - d.price_scale)
        || '.' || substr(printf('%0*d', d.price_scale + 1 + (d.price < 0), d.price), -d.price_scale) end as price,
    case d.size_scale when 0 then printf('%d', d.size) else substr(printf('%0*d', d.size_scale + 1 + (d.size < 0), d.size), 1, length(printf('%0*d', d.size_scale + 1 + (d.size < 0), d.size)) - d.size_scale)
        || '.' || substr(printf('%0*d', d.size_scale + 1 + (d.size < 0), d.size), -d.size_scale) end as size,
    nullif(d.orders, 0) as orders,
    (d.flags & 8192) <> 0 as suspect_time,
    d.identity as id,
    d.instrument,
    d.lease,
    d.time as time_ns,
    d.received as received_ns
from (select *, scale >> 8 as price_scale, scale & 255 as size_scale from depth) d
join instrument i on i.id = d.instrument;

-- Every state that was stored of a candle; the last of one is that with the greatest volume, closed before open.
create view candle_states as
select
    strftime('%Y-%m-%dT%H:%M:%SZ', c.time / 1000000000, 'unixepoch') as time,
    printf('%s.%06dZ', strftime('%Y-%m-%dT%H:%M:%S', c.received / 1000000000, 'unixepoch'), c.received % 1000000000 / 1000) as received,
    i.name as symbol,
    case c.length when 1 then '1s' when 2 then '1m' when 3 then '3m' when 4 then '5m' when 5 then '15m' when 6 then '30m' when 7 then '1h' when 8 then '2h'
        when 9 then '4h' when 10 then '6h' when 11 then '8h' when 12 then '12h' when 13 then '1d' when 14 then '3d' when 15 then '1w' when 16 then '1M' end as length,
    c.closed,
    case c.price_scale when 0 then printf('%d', c.open) else substr(printf('%0*d', c.price_scale + 1 + (c.open < 0), c.open), 1, length(printf('%0*d', c.price_scale + 1 + (c.open < 0), c.open)) - c.price_scale)
        || '.' || substr(printf('%0*d', c.price_scale + 1 + (c.open < 0), c.open), -c.price_scale) end as open,
    case c.price_scale when 0 then printf('%d', c.high) else substr(printf('%0*d', c.price_scale + 1 + (c.high < 0), c.high), 1, length(printf('%0*d', c.price_scale + 1 + (c.high < 0), c.high)) - c.price_scale)
        || '.' || substr(printf('%0*d', c.price_scale + 1 + (c.high < 0), c.high), -c.price_scale) end as high,
    case c.price_scale when 0 then printf('%d', c.low) else substr(printf('%0*d', c.price_scale + 1 + (c.low < 0), c.low), 1, length(printf('%0*d', c.price_scale + 1 + (c.low < 0), c.low)) - c.price_scale)
        || '.' || substr(printf('%0*d', c.price_scale + 1 + (c.low < 0), c.low), -c.price_scale) end as low,
    case c.price_scale when 0 then printf('%d', c.close) else substr(printf('%0*d', c.price_scale + 1 + (c.close < 0), c.close), 1, length(printf('%0*d', c.price_scale + 1 + (c.close < 0), c.close)) - c.price_scale)
        || '.' || substr(printf('%0*d', c.price_scale + 1 + (c.close < 0), c.close), -c.price_scale) end as close,
    case c.volume_scale when 0 then printf('%d', c.volume) else substr(printf('%0*d', c.volume_scale + 1 + (c.volume < 0), c.volume), 1, length(printf('%0*d', c.volume_scale + 1 + (c.volume < 0), c.volume)) - c.volume_scale)
        || '.' || substr(printf('%0*d', c.volume_scale + 1 + (c.volume < 0), c.volume), -c.volume_scale) end as volume,
    c.instrument,
    c.lease,
    c.time as time_ns,
    c.received as received_ns
from candle c
join instrument i on i.id = c.instrument;

-- One row a candle: its last state. With max(), SQLite takes the other columns from the row that has it: states come in order of their receipt, closed last.
create view candles as
select time, symbol, length, open, high, low, close, volume, closed, received, instrument, time_ns
from (select *, max(closed * 4611686018427387904 + received_ns / 1000) from candle_states group by instrument, time_ns, length);

drop view gaps;
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
    case g.kind when 1 then 'trade' when 2 then 'aggregate-trade' when 3 then 'last-price' when 4 then 'quote'
        when 5 then 'day' when 6 then 'depth' when 7 then 'candle' end as kind,
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
