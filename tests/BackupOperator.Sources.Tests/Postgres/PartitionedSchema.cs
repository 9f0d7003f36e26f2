namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>A partitioned table with keys and indexes of each kind, on two levels, and what refers to it.</summary>
internal static class PartitionedSchema
{
    public const string Sql = """
        create table m(id int, ts date, v int, note text, primary key (id, ts)) partition by range (ts);
        create table m_jan partition of m for values from ('2024-01-01') to ('2024-02-01');
        create table m_feb partition of m for values from ('2024-02-01') to ('2024-03-01') partition by list (id);
        create table m_feb_low partition of m_feb for values in (0, 1, 2);
        create table "m_feb the rest" partition of m_feb default;
        alter table m add constraint "once only" unique (v, ts, id);
        create index "by note" on m (note);
        create unique index on m (id, ts, note);
        create index jan_only on m_jan (v);
        create function stamp() returns trigger language plpgsql as 'begin return new; end';
        create trigger stamped after insert on m for each row execute function stamp();
        alter table m_jan disable trigger stamped;
        alter table m add check (v > 0);
        insert into m select g % 5, '2024-01-01'::date + g, g + 1, 'n' || g from generate_series(0, 49) g;
        create table r(id int, ts date, foreign key (id, ts) references m);
        insert into r select id, ts from m;
        """;

    /// <summary>All about keys, indexes, partitions and triggers, one line each.</summary>
    public const string State = """
        select string_agg(line, E'\n' order by line) from (
            select format('index %s %s %s', i.indexrelid::regclass, i.indisvalid and i.indisready,
                (select inhparent::regclass from pg_inherits where inhrelid = i.indexrelid)) line
            from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace
            union all select format('constraint %s %s %s', k.conrelid::regclass, k.conname, k.convalidated)
            from pg_constraint k join pg_class c on c.oid = k.conrelid where c.relnamespace = 'public'::regnamespace
                and not (k.contype = 'f' and k.conparentid <> 0)
            union all select format('partition %s %s', inhrelid::regclass, inhparent::regclass)
            from pg_inherits join pg_class c on c.oid = inhrelid where c.relkind in ('r', 'p')
            union all select format('trigger %s %s %s', tgrelid::regclass, tgname, tgenabled)
            from pg_trigger where not tgisinternal) l
        """;
}
