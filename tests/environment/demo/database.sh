# shellcheck shell=bash
# The demo's database: what is in it, and how two states of it are compared. Needs $state and $megabytes.

server() { jq -r ".$1" "$BACKUPOPERATOR_TEST_POSTGRES"; } # FIELD

sql() { # DATABASE: statements from standard input
  PGPASSFILE=$state/pgpass "$(server binDirectory)/psql" --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 \
    --host 127.0.0.1 --port "$(server port)" --username "$(server user)" --dbname "$1"
}

write_pgpass() { ( umask 077; printf '127.0.0.1:%s:*:%s:%s\n' "$(server port)" "$(server user)" "$(<"$(server passwordFile)")" > "$state/pgpass" ); }

# About a kilobyte a row, of text that compresses about as well as that of a shop.
fill_database() {
  say "filling the database: half a minute to a minute for a gigabyte as a rule"
  begin_step "filling the database"
  drop_database
  echo 'CREATE DATABASE shop' | sql postgres
  sql shop <<X
CREATE TABLE customers (id serial PRIMARY KEY, name text NOT NULL, joined timestamptz NOT NULL);
CREATE TABLE orders (id bigserial PRIMARY KEY, customer int REFERENCES customers, placed timestamptz NOT NULL, note text NOT NULL);
INSERT INTO customers (name, joined) SELECT 'customer ' || g, timestamptz '2026-01-01' + g * interval '1 minute' FROM generate_series(1, 50000) g;
INSERT INTO orders (customer, placed, note)
  SELECT 1 + g % 50000, timestamptz '2026-01-01' + g * interval '1 second',
    (SELECT string_agg(md5((g * 31 + i)::text) || ' delivered to the door ', '') FROM generate_series(1, 16) i)
  FROM generate_series(1, $megabytes * 1000) g;
CREATE INDEX ON orders (customer, placed);
ANALYZE;
X
  end_step
  say "database shop holds $(echo "SELECT pg_size_pretty(pg_database_size('shop'))" | sql postgres)"
}

drop_database() { echo 'DROP DATABASE IF EXISTS shop WITH (FORCE)' | sql postgres; }

list_databases() { echo "SELECT string_agg(datname, ', ') FROM pg_database WHERE NOT datistemplate" | sql postgres; }

# Rows, and a sum over hashes of all rows: the order of rows does not count, everything in them does.
fingerprint() {
  begin_step "reading every row for the checksums"
  sql shop <<'X' | sql shop
SELECT format('SELECT %L, count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM %I.%I t', tablename, schemaname, tablename) || ';'
FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
X
  end_step
}
