-- What Orleans' ADO.NET providers (clustering, reminders, grain storage; 10.3) keep in this database, and the statements they run. They read the statements from
-- OrleansQuery at their start, by the search path; parameters and columns are theirs, tables and functions ours. Times are UTC.

-- ---- membership: a version for each cluster, and its silos ----

create table ticks.silo_version(
    cluster text primary key,
    changed timestamptz not null default clock_timestamp(),
    version int not null default 0);

create table ticks.silo(
    cluster text not null references ticks.silo_version,
    address text not null,
    port int not null,
    generation int not null,                             -- of one start: a silo that comes back at its place has a newer one
    name text not null,
    host text not null,
    status int not null,                                 -- 3 = active, 6 = dead
    proxy_port int,
    suspects text,
    started timestamptz not null,
    alive timestamptz not null,
    primary key (cluster, address, port, generation));

-- The next version, for who knew the last one; false for all others. Whoever comes second at the same time waits here, and sees a newer version.
create function ticks.silo_next_version(p_cluster text, p_version int) returns boolean
language plpgsql security definer set search_path = ticks, pg_temp as $$
begin
    update silo_version set version = version + 1, changed = clock_timestamp() where cluster = p_cluster and version = p_version;
    return found;
end $$;

create function ticks.silo_version_add(p_cluster text) returns int
language plpgsql security definer set search_path = ticks, pg_temp as $$
begin
    insert into silo_version(cluster) values (p_cluster) on conflict do nothing;
    return found::int;
end $$;

-- A silo comes, all or nothing: with the version, and only where its place and start are new.
create function ticks.silo_add(
    p_cluster text, p_address text, p_port int, p_generation int, p_name text, p_host text, p_status int, p_proxy_port int, p_started timestamptz, p_alive timestamptz,
    p_version int) returns int
language plpgsql security definer set search_path = ticks, pg_temp as $$
begin
    if exists (select from silo where (cluster, address, port, generation) = (p_cluster, p_address, p_port, p_generation)) or not silo_next_version(p_cluster, p_version) then
        return 0;
    end if;
    insert into silo(cluster, address, port, generation, name, host, status, proxy_port, started, alive)
    values (p_cluster, p_address, p_port, p_generation, p_name, p_host, p_status, p_proxy_port, p_started, p_alive)
    on conflict do nothing;
    if not found then
        raise exception 'a silo came twice' using errcode = '40001';      -- another did so in the same moment: nothing happened, the version neither
    end if;
    return 1;
end $$;

create function ticks.silo_change(
    p_cluster text, p_address text, p_port int, p_generation int, p_status int, p_suspects text, p_alive timestamptz, p_version int) returns int
language plpgsql security definer set search_path = ticks, pg_temp as $$
begin
    if not exists (select from silo where (cluster, address, port, generation) = (p_cluster, p_address, p_port, p_generation)) or not silo_next_version(p_cluster, p_version) then
        return 0;
    end if;
    update silo set status = p_status, suspects = p_suspects, alive = p_alive where (cluster, address, port, generation) = (p_cluster, p_address, p_port, p_generation);
    return 1;
end $$;

create function ticks.silo_alive(p_cluster text, p_address text, p_port int, p_generation int, p_alive timestamptz) returns void
language sql security definer set search_path = ticks, pg_temp as $$
    update silo set alive = p_alive where (cluster, address, port, generation) = (p_cluster, p_address, p_port, p_generation)
$$;

create function ticks.silo_forget_all(p_cluster text) returns void
language sql security definer set search_path = ticks, pg_temp as $$
    delete from silo where cluster = p_cluster;
    delete from silo_version where cluster = p_cluster
$$;

create function ticks.silo_forget_defunct(p_cluster text, p_before timestamptz) returns void
language sql security definer set search_path = ticks, pg_temp as $$
    delete from silo where cluster = p_cluster and alive < p_before and status <> 3
$$;

-- ---- reminders ----

create table ticks.reminder(
    service text not null,
    grain text not null,
    name text not null,
    hash int not null,
    start_at timestamptz not null,
    period bigint not null,                              -- milliseconds
    version int not null default 0,
    primary key (service, grain, name));

create index on ticks.reminder(service, hash);

create function ticks.reminder_set(p_service text, p_grain text, p_name text, p_hash int, p_start timestamptz, p_period bigint) returns int
language sql security definer set search_path = ticks, pg_temp as $$
    insert into reminder as r(service, grain, name, hash, start_at, period) values (p_service, p_grain, p_name, p_hash, p_start, p_period)
    on conflict (service, grain, name) do update set start_at = excluded.start_at, period = excluded.period, hash = excluded.hash, version = r.version + 1
    returning version
$$;

create function ticks.reminder_drop(p_service text, p_grain text, p_name text, p_version int) returns int
language plpgsql security definer set search_path = ticks, pg_temp as $$
begin
    delete from reminder where (service, grain, name, version) = (p_service, p_grain, p_name, p_version);
    return found::int;
end $$;

create function ticks.reminder_drop_all(p_service text) returns void
language sql security definer set search_path = ticks, pg_temp as $$
    delete from reminder where service = p_service
$$;

-- ---- state of grains ----

create table ticks.grain_state(
    service text not null,
    type text not null,
    key0 bigint not null,
    key1 bigint not null,
    extension text not null default '',                  -- '' where the provider gives none
    payload bytea,                                       -- null = cleared
    changed timestamptz not null default clock_timestamp(),
    version int not null default 1,
    primary key (service, type, key0, key1, extension));

-- The new version; null where p_version is not the one that is there (null = there must be none).
create function ticks.grain_write(p_service text, p_type text, p_key0 bigint, p_key1 bigint, p_extension text, p_version int, p_payload bytea) returns int
language plpgsql security definer set search_path = ticks, pg_temp as $$
declare
    v_new int;
begin
    if p_version is null then
        insert into grain_state(service, type, key0, key1, extension, payload) values (p_service, p_type, p_key0, p_key1, coalesce(p_extension, ''), p_payload)
        on conflict do nothing returning version into v_new;
    else
        update grain_state set payload = p_payload, changed = clock_timestamp(), version = version + 1
        where (service, type, key0, key1, extension) = (p_service, p_type, p_key0, p_key1, coalesce(p_extension, '')) and version = p_version returning version into v_new;
    end if;
    return v_new;
end $$;

create function ticks.grain_clear(p_service text, p_type text, p_key0 bigint, p_key1 bigint, p_extension text, p_version int) returns setof int
language sql security definer set search_path = ticks, pg_temp as $$
    update grain_state set payload = null, changed = clock_timestamp(), version = version + 1
    where (service, type, key0, key1, extension) = (p_service, p_type, p_key0, p_key1, coalesce(p_extension, '')) and version = p_version returning version
$$;

create function ticks.grain_delete(p_service text, p_type text, p_key0 bigint, p_key1 bigint, p_extension text, p_version int) returns setof int
language sql security definer set search_path = ticks, pg_temp as $$
    delete from grain_state
    where (service, type, key0, key1, extension) = (p_service, p_type, p_key0, p_key1, coalesce(p_extension, '')) and version = p_version returning version + 1
$$;

-- ---- the statements ----

create view ticks.orleansquery(querykey, querytext) as values
    ('GatewaysQueryKey', 'select address, proxy_port as "ProxyPort", generation from ticks.silo where cluster = @DeploymentId and status = @Status and proxy_port > 0'),
    ('MembershipReadRowKey', 'select s.address, s.port, s.generation, s.name as "SiloName", s.host as "HostName", s.status, s.proxy_port as "ProxyPort", s.suspects as "SuspectTimes",
        s.started as "StartTime", s.alive as "IAmAliveTime", v.version
        from (select 1) one left join ticks.silo_version v on v.cluster = @DeploymentId
        left join ticks.silo s on s.cluster = v.cluster and s.address = @Address and s.port = @Port and s.generation = @Generation'),
    ('MembershipReadAllKey', 'select s.address, s.port, s.generation, s.name as "SiloName", s.host as "HostName", s.status, s.proxy_port as "ProxyPort", s.suspects as "SuspectTimes",
        s.started as "StartTime", s.alive as "IAmAliveTime", v.version
        from (select 1) one left join ticks.silo_version v on v.cluster = @DeploymentId left join ticks.silo s on s.cluster = v.cluster'),
    ('InsertMembershipVersionKey', 'select ticks.silo_version_add(@DeploymentId)'),
    ('InsertMembershipKey', 'select ticks.silo_add(@DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime, @Version)'),
    ('UpdateMembershipKey', 'select ticks.silo_change(@DeploymentId, @Address, @Port, @Generation, @Status, @SuspectTimes, @IAmAliveTime, @Version)'),
    ('UpdateIAmAlivetimeKey', 'select ticks.silo_alive(@DeploymentId, @Address, @Port, @Generation, @IAmAliveTime)'),
    ('DeleteMembershipTableEntriesKey', 'select ticks.silo_forget_all(@DeploymentId)'),
    ('CleanupDefunctSiloEntriesKey', 'select ticks.silo_forget_defunct(@DeploymentId, @IAmAliveTime)'),
    ('UpsertReminderRowKey', 'select ticks.reminder_set(@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period) as version'),
    ('ReadReminderRowsKey', 'select grain as "GrainId", name as "ReminderName", start_at as "StartTime", period, version from ticks.reminder where service = @ServiceId and grain = @GrainId'),
    ('ReadReminderRowKey', 'select grain as "GrainId", name as "ReminderName", start_at as "StartTime", period, version
        from ticks.reminder where service = @ServiceId and grain = @GrainId and name = @ReminderName'),
    ('ReadRangeRows1Key', 'select grain as "GrainId", name as "ReminderName", start_at as "StartTime", period, version
        from ticks.reminder where service = @ServiceId and hash > @BeginHash and hash <= @EndHash'),
    ('ReadRangeRows2Key', 'select grain as "GrainId", name as "ReminderName", start_at as "StartTime", period, version
        from ticks.reminder where service = @ServiceId and (hash > @BeginHash or hash <= @EndHash)'),
    ('DeleteReminderRowKey', 'select ticks.reminder_drop(@ServiceId, @GrainId, @ReminderName, @Version)'),
    ('DeleteReminderRowsKey', 'select ticks.reminder_drop_all(@ServiceId)'),
    ('WriteToStorageKey', 'select ticks.grain_write(@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, @GrainIdExtensionString, @GrainStateVersion, @PayloadBinary) as "NewGrainStateVersion"'),
    ('ReadFromStorageKey', 'select payload as "PayloadBinary", version from ticks.grain_state
        where service = @ServiceId and type = @GrainTypeString and key0 = @GrainIdN0 and key1 = @GrainIdN1 and extension = coalesce(@GrainIdExtensionString, '''')'),
    ('ClearStorageKey', 'select * from ticks.grain_clear(@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, @GrainIdExtensionString, @GrainStateVersion)'),
    ('DeleteStorageKey', 'select * from ticks.grain_delete(@ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, @GrainIdExtensionString, @GrainStateVersion)');

revoke all on all functions in schema ticks from public;
