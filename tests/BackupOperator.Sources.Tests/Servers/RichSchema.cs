namespace BackupOperator.Testing.Servers;

/// <summary>A database with one of everything that a dump could lose.</summary>
public static class RichSchema
{
    public const int Orders = 4_000;

    public const string Sql = """
        create extension pg_trgm;
        create schema audit;
        create type mood as enum ('ok', 'bad');
        create table customers(
            id int generated always as identity primary key, name text not null unique, m mood default 'ok',
            doubled int generated always as (length(name) * 2) stored);
        comment on table customers is 'people';
        comment on column customers.name is 'their name';
        create table orders(
            id bigserial primary key, customer int references customers(id), total numeric(12,2) check (total >= 0),
            note text, at timestamptz default now());
        create index on orders using gin (note gin_trgm_ops);
        create table events(id bigint, day date not null, body jsonb) partition by range(day);
        create table events_1 partition of events for values from ('2024-01-01') to ('2024-02-01');
        create table events_2 partition of events for values from ('2024-02-01') to ('2024-03-01');
        create index on events(day);
        create table audit.log(x text, "we ird" bytea);
        create table temp_scratch(i int);
        create table "odd name"(i int);
        create table parent(a int);
        create table child(b int) inherits(parent);
        create sequence loose start 77;
        select nextval('loose');
        create view v as select name from customers;
        create materialized view mv as select count(*) c from customers;
        create function f() returns trigger language plpgsql as $$
            begin new.note := coalesce(new.note, '') || '!'; return new; end $$;
        create trigger t before insert on orders for each row execute function f();
        create policy p on orders using (true);
        create rule r as on delete to audit.log do instead nothing;
        insert into customers(name) select 'c' || g from generate_series(1, 1000) g;
        insert into orders(customer, total, note) select 1 + g % 1000, g * 1.1, repeat(md5(g::text), 3)
            from generate_series(1, 4000) g;
        insert into events select g, '2024-01-01'::date + g % 59, '{}' from generate_series(0, 999) g;
        insert into audit.log select g::text, sha256(g::text::bytea) from generate_series(1, 300) g;
        insert into temp_scratch select generate_series(1, 10);
        insert into "odd name" select generate_series(1, 3);
        insert into parent select 1 from generate_series(1, 5);
        insert into child select 1, 2 from generate_series(1, 7);
        select lo_from_bytea(4242, 'large object content');
        refresh materialized view mv;
        grant select on orders to public;
        """;
}
