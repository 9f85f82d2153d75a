namespace OrleansTicks.Storage;

/// <summary>The roles of a database that several people and nodes share, as SQL for its administrator. May be run again after each migration.</summary>
public static class PostgresRoles
{
    /// <summary>Prints as it is; <c>psql -f</c> runs it. Needs the rights of a superuser, or of the owner of schema ticks with CREATEROLE.</summary>
    public const string Sql =
        """
        -- ot_owner owns schema ticks and migrates it; ot_silo is what a node needs: it calls our functions and reads, and can write nothing past them;
        -- ot_read reads. None of them logs in by itself:
        --     create role node1 login password '…'; grant ot_silo to node1;
        do $$
        declare
            v text;
        begin
            foreach v in array array['ot_owner', 'ot_silo', 'ot_read'] loop
                if not exists (select from pg_roles where rolname = v) then
                    execute format('create role %I nologin', v);
                end if;
            end loop;
            -- What is there belongs to the owner: the functions write with its rights.
            for v in
                select format('alter %s %s owner to ot_owner', case c.relkind when 'v' then 'view' when 'S' then 'sequence' else 'table' end, c.oid::regclass)
                from pg_class c where c.relnamespace = 'ticks'::regnamespace and c.relkind in ('r', 'p', 'v')
                union all
                select format('alter function %s owner to ot_owner', p.oid::regprocedure) from pg_proc p where p.pronamespace = 'ticks'::regnamespace
                union all
                select 'alter schema ticks owner to ot_owner'
            loop
                execute v;
            end loop;
            execute format('grant create on database %I to ot_owner', current_database());
        end $$;
        revoke all on schema ticks from public;
        revoke all on all functions in schema ticks from public;
        grant usage on schema ticks to ot_silo, ot_read;
        grant select on all tables in schema ticks to ot_silo, ot_read;
        -- What nodes show each other is handed out by node_join alone.
        revoke select on ticks.meta from ot_silo, ot_read;
        grant select (one, store, simulated, lease_profile, made) on ticks.meta to ot_silo, ot_read;
        grant execute on all functions in schema ticks to ot_silo;
        -- The tables of days to come.
        alter default privileges for role ot_owner in schema ticks grant select on tables to ot_silo, ot_read;

        """;
}
