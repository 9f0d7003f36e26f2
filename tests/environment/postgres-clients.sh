#!/usr/bin/env bash
# PostgreSQL's client programs of several majors, as the operator's image holds them: for an agent that runs on this
# machine, whose own release has but one. They stay in the cache; a major that cannot be had is named and left out.
# Usage: postgres-clients.sh up|env|down STATE_DIR      POSTGRESQL_CLIENTS: instead of the Dockerfile's
. "$(dirname "$0")/lib/prelude.sh"
readonly folder=$cache/postgresql-clients installer=$checkout/src/BackupOperator.Sources/Postgres/Tools/install-clients.sh

wanted() { sed -n 's/^ARG POSTGRESQL_CLIENTS="\(.*\)"$/\1/p' "$checkout/Dockerfile"; }

# The list of packages is written last.
fetch() { # MAJOR:RELEASE
  [[ ! -s $folder/${1%:*}/packages ]] || return 0
  say "fetching client ${1%:*} from the packages of $1 (once)"
  "$installer" "$folder" "$1" > "$cache/postgresql-clients.log" 2>&1 \
    || { say "no client ${1%:*}: read $cache/postgresql-clients.log"; rm -rf "${folder:?}/${1%:*}"; }
}

fetch_all() {
  local client clients
  IFS=' ' read -ra clients <<<"${POSTGRESQL_CLIENTS:-$(wanted)}"
  for client in "${clients[@]}"; do fetch "$client"; done
}

up() {
  install_packages patchelf debian-archive-keyring
  mkdir -p "$folder"
  exclusively postgresql-clients fetch_all
  make_state "$state"
  say "clients $(ls "$folder" | paste -sd' ') in $folder"
}

state=$(realpath -m "${2:?usage: postgres-clients.sh up|env|down STATE_DIR}")
case $1 in
  up) up ;;
  env) print_exports BACKUPOPERATOR_TEST_POSTGRESQL_CLIENTS="$folder" ;;
  down) remove_state "$state" ;;
  *) die "usage: postgres-clients.sh up|env|down STATE_DIR" ;;
esac
