# shellcheck shell=bash
# What is backed up: a tree and a database, the same for the same seed. Needs $state, $scale, $seed and the server.

readonly tree=$state/data/tree database=shop

# A number at the scale of this run, at least one.
scaled() { awk -v number="$1" -v scale="$scale" 'BEGIN {n = int(number * scale); print (n < 1 ? 1 : n)}'; }

tree_shape() {
  printf '%s\n' --seed "$seed" --files "${BENCH_FILES:-$(scaled 100000)}" --large-files "${BENCH_LARGE_FILES:-6}" \
    --large-bytes "${BENCH_LARGE_BYTES:-$(scaled 150000000)}"
}

make_tree() {
  local shape; mapfile -t shape < <(tree_shape)
  "$program" generate-tree "$tree" "${shape[@]}"
  say "the tree has $(find "$tree" -type f | wc -l) files in $(find "$tree" -type d | wc -l) folders," \
    "$(du -sb --apparent-size "$tree" | awk '{print int($1 / 1000000)}') MB"
}

change_tree() { # STEP
  local shape; mapfile -t shape < <(tree_shape)
  say "$("$program" change-tree "$tree" "${shape[@]}" --step "$1")"
}

load_tables() { # TABLE...
  local table
  for table in "$@"; do
    "$program" rows "$table" --seed "$seed" --scale "$scale" \
      | psql_of "$database" --command "COPY $table FROM STDIN"
  done
}

make_dump() {
  echo "CREATE DATABASE $database" | sql postgres
  sql "$database" < "$here/bench/schema.sql"
  # Two halves of about the same size, side by side.
  load_tables events documents & local half=$!
  load_tables customers orders order_lines attachments
  wait "$half" || die "the database cannot be filled"
  sql "$database" < "$here/bench/indexes.sql"
  say "the database has $(echo "SELECT pg_size_pretty(pg_database_size('$database'))" | sql postgres)," \
    "its dump $(pg_dump_of "$database" | wc -c | awk '{print int($1 / 1000000)}') MB"
}

change_dump() { # STEP
  sql "$database" < "$here/bench/change.sql"
  say "one row in a hundred is changed"
}

# Read once, so that every run finds what it reads in memory.
warm_tree() { tar -C "$tree" -cf - . | cat > /dev/null; }

warm_dump() { pg_dump_of "$database" > /dev/null; }

psql_of() { # DATABASE ARGUMENT...
  "$(server binDirectory)/psql" --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname "$@"
}

pg_dump_of() { "$(server binDirectory)/pg_dump" --format=custom --compress=0 "$1"; } # DATABASE

# Rows, and a sum over hashes of all rows, of every table.
fingerprint_of() { # DATABASE
  local table
  for table in customers orders order_lines events documents attachments; do
    echo "SELECT '$table', count(*), sum(hashtextextended(t::text, 0)::numeric) FROM $table t;"
  done | sql "$1"
}
