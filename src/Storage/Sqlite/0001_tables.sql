-- Times are nanoseconds since 1970 UTC unless a column's name ends in _us (microseconds, kept raw).
-- Prices and sizes are mantissa / 10^scale; scale = that of the price * 256 + that of the size; scales = 8 bits each, from the top:
-- price (bid), size (bid size), ask, ask size. The rows of a day lie in tick_YYYYMMDD and quote_YYYYMMDD (SqliteDays);
-- the views tick and quote join the days and are made anew whenever a day comes or goes.

create table meta (
    key   text not null primary key,
    value text not null
) strict, without rowid;

create table instrument (
    id   integer primary key,
    name text not null unique check (name <> '')
) strict;

-- What is wanted. generation grows with every command; restart = that of the last restart; start_at = its turn, nobody takes it before.
create table stream (
    id          integer primary key,
    key         text not null unique check (length(key) <= 200),
    feed        text not null,
    mode        text not null,
    instruments text not null check (json_valid(instruments)),
    desired     text not null check (desired in ('stop', 'run', 'pause')),
    generation  integer not null,
    restart     integer not null,
    record      integer not null default 0 check (record in (0, 1)),   -- whoever reads it keeps its raw frames
    start_at    integer,
    url         text
) strict;

create table stream_epoch (
    lease      integer primary key autoincrement,
    stream     integer not null,
    epoch      integer not null,
    owner      text not null,
    valid_from integer not null,
    valid_to   integer,
    unique (stream, epoch)
) strict;

-- The one lease of each stream that may commit: the fence. owner null: released, at expires_at.
create table stream_lease (
    stream     integer primary key,
    lease      integer not null unique,
    epoch      integer not null,
    owner      text,
    node       text,
    expires_at integer not null
) strict;

-- What the owner of a stream last said of it, as JSON.
create table stream_status (
    stream integer primary key,
    lease  integer not null,
    at     integer not null,
    status text not null
) strict;

create table node (
    id     text not null primary key,
    name   text not null,
    url    text,
    build  text not null,
    spool  text,
    joined integer not null,
    beat   integer not null,
    duty   text not null default 'open'
) strict, without rowid;

-- Connects of an account in a strict rolling window.
create table connect_attempt (
    account text not null,
    at      integer not null
) strict;
create index connect_attempt_account on connect_attempt (account, at);

create table connect_rest (
    account text not null primary key,
    until   integer not null
) strict, without rowid;

-- The last position of each ownership that the store holds. The newest ownership's is where its stream stands; the older ones tell where a gap begins
-- that is written late.
create table stream_mark (
    stream     integer not null,
    lease      integer not null,
    n          integer not null,
    connection integer not null,
    frame      integer not null,
    instrument integer not null,
    kind       integer not null,
    identity   integer not null,
    received   integer not null,
    time       integer not null,
    primary key (stream, lease)
) strict, without rowid;

create table spool_cursor (
    spool    text not null primary key,
    sequence integer not null
) strict, without rowid;

-- The newest row of each instrument and kind that a commit brought, by (time, identity). Of a quote, price and size are the bid's.
create table latest (
    instrument integer not null,
    kind       integer not null,
    time       integer not null,
    identity   integer not null,
    received   integer not null,
    price      integer not null,
    size       integer not null,
    ask        integer not null,
    ask_size   integer not null,
    lease      integer not null,
    scales     integer not null,
    flags      integer not null,
    primary key (instrument, kind)
) strict, without rowid;

-- Intervals that are not proven to be covered. last_lease = 0: nothing before the gap is known. instrument = 0: all of the stream.
create table gap (
    stream           integer not null,
    cause            integer not null check (cause between 1 and 8),
    instrument       integer not null,
    kind             integer not null,
    missing          integer,
    last_lease       integer not null,
    last_n           integer not null,
    last_connection  integer not null,
    last_frame       integer not null,
    last_instrument  integer not null,
    last_kind        integer not null,
    last_identity    integer not null,
    last_received    integer not null,
    last_time        integer not null,
    first_lease      integer not null,
    first_n          integer not null,
    first_connection integer not null,
    first_frame      integer not null,
    first_instrument integer not null,
    first_kind       integer not null,
    first_identity   integer not null,
    first_received   integer not null,
    first_time       integer not null,
    primary key (stream, first_lease, first_n, last_lease, last_n, cause, instrument, kind)
) strict, without rowid;

-- Rows that were refused, as they came: nothing here is checked, and times are raw.
create table quarantine (
    id          integer primary key,
    at          integer not null,
    lease       integer not null,
    reason      text not null,
    instrument  integer not null,
    kind        integer not null,
    time_us     integer not null,
    received_us integer not null,
    identity    integer not null,
    price       integer not null,
    size        integer not null,
    ask         integer not null,
    ask_size    integer not null,
    scales      integer not null,
    flags       integer not null
) strict;

-- Life changes, each with its reason. Readers go on from an id, so none comes twice.
create table event (
    id     integer primary key autoincrement,
    time   integer not null,
    stream integer,
    lease  integer,
    node   text,
    what   text not null,
    reason text,
    detail text
) strict;
create index event_stream on event (stream, id);
