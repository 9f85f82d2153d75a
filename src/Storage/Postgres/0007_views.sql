-- For people: names instead of ids, exact numbers instead of mantissas. value = mantissa * 10^-scale; a product of numerics is exact,
-- a quotient is not, hence the powers. time has microseconds; nanos is what is left below them, 0 to 999.

-- One row: tenth[scale + 1] = 10^-scale.
create view ticks.tenth as
select array[1, 0.1, 0.01, 0.001, 0.0001, 0.00001, 0.000001, 0.0000001, 0.00000001, 0.000000001, 0.0000000001, 0.00000000001, 0.000000000001,
    0.0000000000001, 0.00000000000001, 0.000000000000001, 0.0000000000000001, 0.00000000000000001, 0.000000000000000001] as tenth;

create view ticks.trades as
select t.time, (t.flags & 1023) as nanos, t.received, i.name as symbol,
    (array['trade', 'aggregate-trade', 'last-price'])[(t.moment >> 30) & 3] as kind, t.identity as id,
    t.price * p.tenth[(t.scale >> 8) + 1] as price,
    case when (t.flags & 4096) = 0 then t.size * p.tenth[(t.scale & 255) + 1] end as size,          -- null: the venue gave none
    (t.flags & 32768) <> 0 as buyer_was_maker, (t.flags & 16384) <> 0 as late, (t.flags & 8192) <> 0 as suspect_time,
    t.instrument, t.lease
from ticks.tick t
join ticks.instrument i on i.id = t.instrument
cross join ticks.tenth p;

create view ticks.quotes as
select q.time, (q.flags & 1023) as nanos, q.received, i.name as symbol, q.identity as id,
    q.bid * p.tenth[((q.scales >> 24) & 255) + 1] as bid, q.bid_size * p.tenth[((q.scales >> 16) & 255) + 1] as bid_size,
    q.ask * p.tenth[((q.scales >> 8) & 255) + 1] as ask, q.ask_size * p.tenth[(q.scales & 255) + 1] as ask_size,
    (q.flags & 16384) <> 0 as late, (q.flags & 8192) <> 0 as suspect_time,
    q.instrument, q.lease
from ticks.quote q
join ticks.instrument i on i.id = q.instrument
cross join ticks.tenth p;

-- One line an instrument: its newest price and its newest best bid and ask, at most a second behind.
create view ticks.last_price as
select i.name as symbol, t.time, (t.flags & 1023) as nanos, t.received, (array['trade', 'aggregate-trade', 'last-price'])[t.kind] as kind, t.identity as id,
    t.price * p.tenth[((t.scales >> 24) & 255) + 1] as price,
    case when (t.flags & 4096) = 0 then t.size * p.tenth[((t.scales >> 16) & 255) + 1] end as size,
    q.price * p.tenth[((q.scales >> 24) & 255) + 1] as bid, q.size * p.tenth[((q.scales >> 16) & 255) + 1] as bid_size,
    q.ask * p.tenth[((q.scales >> 8) & 255) + 1] as ask, q.ask_size * p.tenth[(q.scales & 255) + 1] as ask_size,
    q.time as quote_time, i.id as instrument
from ticks.instrument i
left join ticks.latest t on t.instrument = i.id and t.kind_group = 1
left join ticks.latest q on q.instrument = i.id and q.kind_group = 2
cross join ticks.tenth p
where t.instrument is not null or q.instrument is not null;

-- began and ended are times of receipt of the last proven tick before the hole and the first one after it.
create view ticks.gaps as
select s.key as stream, (array['closed', 'epoch', 'sequence', 'spool', 'rejected', 'disconnect', 'stall', 'room'])[g.cause] as cause,
    g.last_received as began, g.first_received as ended, g.last_time, g.first_time, g.missing,
    i.name as symbol, (array['trade', 'aggregate-trade', 'last-price', 'quote'])[g.kind] as kind,
    g.last_lease, g.last_n, g.last_connection, g.last_frame, g.last_identity as last_id,
    g.first_lease, g.first_n, g.first_connection, g.first_frame, g.first_identity as first_id
from ticks.gap g
left join ticks.stream s on s.id = g.stream
left join ticks.instrument i on i.id = g.instrument
where g.cause <> 2 or g.last_lease is not null;        -- else it is only held open for what an owner before may still have in its spool

-- Nobody but the owner may call what changes things, until a role is given the right; the functions of others are left alone.
revoke all on all functions in schema ticks from public;
