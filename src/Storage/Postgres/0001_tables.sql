-- Everything of OrleansTicks lies in schema ticks; nothing else of the database is touched.
-- The schema and ticks.migration (the steps behind it) are made before this file runs.

-- One row: which store this is.
create table ticks.meta(
    one boolean primary key default true check (one),
    store uuid not null default gen_random_uuid(),
    simulated boolean,                                  -- null until the first node claims it for real or for simulated data
    lease_profile text check (lease_profile in ('default', 'fast')),    -- null until the first node settles it
    node_secret uuid not null default gen_random_uuid(),               -- what nodes show each other
    made timestamptz not null default clock_timestamp());
insert into ticks.meta default values;

create table ticks.instrument(
    id int generated always as identity primary key,
    name text not null unique check (name <> ''));      -- VENUE:SYMBOL

-- What is desired. A stream that nobody planned yet (only its epoch was opened) has no feed.
create table ticks.stream(
    id int generated always as identity primary key,
    key text not null unique check (length(key) between 1 and 200),
    feed text,
    mode text,
    url text,                                           -- without its secrets; null = the feed's own
    instruments int[] not null default '{}',
    desired text not null default 'stop' check (desired in ('stop', 'run', 'pause')),
    generation bigint not null default 0,               -- grows with every command; the last one wins
    restart bigint not null default 0,                  -- generation of the last restart: an ownership that began under an older one ends
    record boolean not null default false,              -- whoever reads it keeps its raw frames
    start_at timestamptz);                              -- its turn: nobody takes it before

-- Every ownership that ever was. Rows of ticks carry its lease.
create table ticks.stream_epoch(
    lease int generated always as identity primary key,
    stream int not null,
    epoch bigint not null,
    owner_id uuid,
    valid_from timestamptz not null,
    valid_to timestamptz,
    unique (stream, epoch));

-- The ownership that may commit now: the fence compares with this row, under lock (7, stream).
create table ticks.stream_lease(
    stream int primary key,
    lease int not null,
    epoch bigint not null,
    owner_id uuid,                                      -- null: released, at expires_at
    node text,                                          -- name of the owner
    taken_at timestamptz not null,
    renewed_at timestamptz not null,
    expires_at timestamptz not null) with (fillfactor = 50);

-- What the owner of a stream last said of it: all nodes show it to their users. The text is JSON, which the database does not look into.
create table ticks.stream_status(
    stream int primary key,
    lease int not null,
    at timestamptz not null,
    status text not null) with (fillfactor = 50);

-- Connects of an account in a strict rolling window, for all nodes together.
create table ticks.provider_budget(
    account text primary key,
    attempts timestamptz[] not null default '{}',
    rest_until timestamptz) with (fillfactor = 50);

-- The last position of each ownership that the store holds. The newest ownership's is where its stream stands; the older ones tell where a gap begins that is
-- written late.
create table ticks.stream_mark(
    stream int not null,
    lease int primary key,
    n bigint not null,
    connection int not null,
    frame bigint not null,
    instrument int not null,
    kind smallint not null,
    identity bigint not null,
    received timestamptz not null,
    time timestamptz not null) with (fillfactor = 50);
create index stream_mark_newest on ticks.stream_mark(stream, lease);

-- How far each spool is committed.
create table ticks.spool_cursor(
    spool uuid primary key,
    seq bigint not null) with (fillfactor = 50);

-- One row a trade. Wide columns first, so that no byte is lost to alignment. Each day's table has the unique key (instrument, moment, identity), made
-- with it in 0002: 16 bytes, and of one symbol they only grow, so that PostgreSQL fills its pages to the brim. docs/decisions/0007 tells why.
create table ticks.tick(
    time timestamptz not null,
    received timestamptz not null,
    identity bigint not null,
    price bigint not null,                              -- mantissa
    size bigint not null,                               -- mantissa
    instrument int not null,
    lease int not null,
    moment int not null,                                -- kind * 2^30 + tenths of a millisecond since UTC midnight: ticks.moment()
    scale smallint not null,                            -- scale of the price * 256 + scale of the size
    flags smallint not null                             -- 16 bits: rest of the time below the microsecond, digits, marks (docs/data.md)
    ) partition by range (time);
create index tick_time on ticks.tick using brin (time) with (pages_per_range = 32, autosummarize = on);

-- One row a change of the best bid or ask.
create table ticks.quote(
    time timestamptz not null,
    received timestamptz not null,
    identity bigint not null,
    bid bigint not null,
    bid_size bigint not null,
    ask bigint not null,
    ask_size bigint not null,
    instrument int not null,
    lease int not null,
    moment int not null,                                -- kind 4, whose two bits are 0
    scales int not null,                                -- 8 bits each, from the top: bid, bid size, ask, ask size
    flags smallint not null) partition by range (time);
create index quote_time on ticks.quote using brin (time) with (pages_per_range = 32, autosummarize = on);

-- Where in its day a tick lies, and of which kind it is: 1 trade, 2 aggregate trade, 3 last price, 4 quote. An id that comes again within the same
-- tenth of a millisecond is the same tick; a venue that begins its ids anew does not lose any.
create function ticks.moment(p_kind int, p_time timestamptz) returns int language sql immutable parallel safe as $$
    select ((p_kind & 3) * 1073741824::bigint - case when p_kind & 2 = 2 then 4294967296 else 0 end
        + floor(extract(epoch from p_time)::numeric * 10000)::bigint % 864000000)::int
$$;

-- The newest price and the newest quote of each instrument: at most a second behind.
create table ticks.latest(
    time timestamptz not null,
    received timestamptz not null,
    identity bigint not null,
    price bigint not null,                              -- of a quote the bid
    size bigint not null,
    ask bigint not null,
    ask_size bigint not null,
    instrument int not null,
    lease int not null,
    scales int not null,                                -- as in quote
    kind_group smallint not null,                       -- 1 trades of all kinds, 2 quotes
    kind smallint not null,
    flags smallint not null,
    primary key (instrument, kind_group)) with (fillfactor = 50);

-- Intervals that are not proven to be covered: everything strictly between the last and the first position.
create table ticks.gap(
    id bigint generated always as identity primary key,
    stream int not null,
    cause smallint not null,
    instrument int not null,                            -- 0 = all of the stream
    kind smallint not null,
    missing bigint,
    last_lease int,                                     -- all null where nothing before is known
    last_n bigint,
    last_connection int,
    last_frame bigint,
    last_instrument int,
    last_kind smallint,
    last_identity bigint,
    last_received timestamptz,
    last_time timestamptz,
    first_lease int not null,
    first_n bigint not null,
    first_connection int not null,
    first_frame bigint not null,
    first_instrument int not null,
    first_kind smallint not null,
    first_identity bigint not null,
    first_received timestamptz not null,
    first_time timestamptz not null);
create unique index gap_once on ticks.gap(stream, cause, instrument, kind, first_lease, first_n, coalesce(last_lease, 0), coalesce(last_n, 0));
create index gap_first on ticks.gap(first_received);
create index gap_last on ticks.gap(last_received);

-- Rows that the store refused, with its words. Times are microseconds since 1970: what is wrong may be the time itself.
create table ticks.quarantine(
    id bigint generated always as identity primary key,
    put_at timestamptz not null default clock_timestamp(),
    time_us bigint not null,
    received_us bigint not null,
    identity bigint not null,
    price bigint not null,
    size bigint not null,
    ask bigint not null,
    ask_size bigint not null,
    instrument int not null,
    lease int not null,
    scales int not null,
    kind smallint not null,
    flags smallint not null,
    reason text not null);

-- Life changes, each with its reason.
create table ticks.event(
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    stream int,
    lease int,
    node text,
    what text not null,
    reason text,
    detail text);
create index event_at on ticks.event(at);
create index event_stream on ticks.event(stream, id);

create table ticks.node(
    id uuid primary key,
    name text not null,
    url text,
    build text,
    spool uuid,
    joined timestamptz not null default clock_timestamp(),
    beat timestamptz not null default clock_timestamp()) with (fillfactor = 50);
