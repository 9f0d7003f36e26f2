#!/usr/bin/env bash
# Measures this project beside its peers on the same data in one run: a tree of many small files and a database, to a
# folder and to an S3 server; first backup, unchanged again, 1 % changed, check, restore. Prints ratios of medians, for
# machines differ and are noisy, then the figures, then a line for each goal. It succeeds when all ran, however fast.
# Usage: bench.sh
#   BENCH_SCALE   how much data: 1 is 100,000 files with 1.8 GB and a dump of 1.5 GB (default); 0.05 to try it out
#   BENCH_ROUNDS  runs of each (3)          BENCH_SEED   what the data follows from (1)
#   BENCH_STORES  "local s3"                BENCH_WORKS  "tree dump"
#   BENCH_CONTENDERS  "product restic zstd-pipeline gzip-pipeline pgbackrest"
#   BENCH_FILES, BENCH_LARGE_FILES, BENCH_LARGE_BYTES   the shape of the tree apart from the scale
. "$(dirname "$0")/lib/prelude.sh"
readonly state=$state_root/bench scale=${BENCH_SCALE:-1} rounds=${BENCH_ROUNDS:-3} seed=${BENCH_SEED:-1}
readonly program=$state/product/benchmarks
for piece in demo/database demo/store bench/{data,measure,places,peers,product,restic,pipelines,pgbackrest,limits}; do
  . "$here/$piece.sh"
done
IFS=' ' read -ra stores <<<"${BENCH_STORES:-local s3}"
IFS=' ' read -ra works <<<"${BENCH_WORKS:-tree dump}"
IFS=' ' read -ra contenders <<<"${BENCH_CONTENDERS:-product restic zstd-pipeline gzip-pipeline pgbackrest}"
changes=0 store='' work='' round=0

clean_up() {
  trap '' INT TERM
  end_group
  "$here/object-store.sh" down "$state/object-store" &
  "$here/postgres.sh" down "$state/postgres" &
  wait
  unmount_memory
  remove_state "$state"
  rmdir "$state_root" 2>/dev/null || true
}

finish() {
  local status=$?
  say "removing what was raised"
  clean_up
  exit "$status"
}

raise() {
  OBJECT_STORE_BYTES=${OBJECT_STORE_BYTES:-12884901888} "$here/object-store.sh" up "$state/object-store" &
  local raising=$!
  # Nothing that comes by itself disturbs a run, and no checkpoint falls into one.
  POSTGRES_SETTINGS="autovacuum = off; checkpoint_timeout = 1h; max_wal_size = 8GB; shared_buffers = 512MB;
    maintenance_work_mem = 256MB; archive_mode = on; archive_command = '/bin/true'" \
    "$here/postgres.sh" up "$state/postgres"
  local exports; exports=$("$here/postgres.sh" env "$state/postgres")
  eval "$exports"
  if wait "$raising"; then use_object_store; else leave_out s3 "there is no S3 server to measure with"; fi
  write_pgpass
  export PGPASSFILE=$state/pgpass PGHOST=127.0.0.1 PGPORT PGUSER
  PGPORT=$(server port) PGUSER=$(server user)
}

use_object_store() {
  local exports; exports=$("$here/object-store.sh" env "$state/object-store")
  eval "$exports"
  export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
  AWS_ACCESS_KEY_ID=$(<"$BACKUPOPERATOR_TEST_S3_ACCESS_KEY_FILE")
  AWS_SECRET_ACCESS_KEY=$(<"$BACKUPOPERATOR_TEST_S3_SECRET_KEY_FILE")
  configure_rclone
  # The first object that a server takes makes it lay out its pools: no run is to pay for that.
  make_bucket bench-warm-up
  head -c 33554432 /dev/zero | quietly warm-up rclone rcat s3:bench-warm-up/object
  "$here/object-store.sh" drop "$state/object-store" bench-warm-up
}

# What cannot be had is not measured, and the report says so.
leave_out() { # STORE_OR_CONTENDER REASON
  local name list
  for list in stores contenders; do
    local -n names=$list
    local kept=()
    for name in "${names[@]}"; do [[ $name == "$1" ]] || kept+=("$name"); done
    names=("${kept[@]}")
  done
  say "not measured: $1: $2"
  note "$1 is not measured: $2"
}

prepare() {
  install_packages time jq curl bc zstd gzip openssl rclone findutils iproute2 util-linux postgresql-client-15
  make_state "$state"; mkdir -p "$state"/{data,logs,repositories,secrets}
  chmod 700 "$state/secrets"
  head -c 32 /dev/urandom | base64 > "$state/secrets/key"
  publish_program "$checkout/tests/BackupOperator.Benchmarks" "$state/product" PublishAot PublishReadyToRun
  raise
  mount_memory
  find_peers
  note "seed $seed, scale $scale, $(nproc) processors; all data was read once before: caches are warm"
  local contender
  for contender in "${contenders[@]}"; do "prepare_${contender//-/_}"; done
}

# Which steps make sense for whom: a pipeline has but one kind of backup, and gzip takes so long that once is enough.
applies() { # CONTENDER STEP
  case $work-$1-$2 in
    tree-pgbackrest-*) false ;;
    *-gzip-pipeline-first) (( round == 1 )) ;;
    *-gzip-pipeline-* | tree-zstd-pipeline-unchanged) false ;;
  esac
}

run_step() { # STEP
  local contender
  [[ $1 != changed ]] || { (( changes += 1 )); "change_$work" "$changes"; }
  for contender in "${contenders[@]}"; do
    applies "$contender" "$1" || continue
    if [[ $1 == first ]]; then begin_contender "$contender"; fi
    if [[ $1 == restore ]]; then make_target "$contender"; fi
    "run_${contender//-/_}" "$1"
    case $1 in
      first | unchanged | changed) measure_stored "$contender" "$1" ;;
      restore) verify_target "$contender"; remove_target "$contender" ;;
    esac
  done
}

begin_contender() { # CONTENDER
  make_place "$1"
  ! declare -F "begin_$1" > /dev/null || "begin_$1"
}

end_contenders() {
  local contender
  for contender in "${contenders[@]}"; do
    applies "$contender" first || continue
    remove_place "$contender"
  done
}

# Whoever comes first, or behind somebody in particular, has it easier or harder: every round begins with another one.
rotate_contenders() { contenders=("${contenders[@]:1}" "${contenders[0]}"); }

# What a run that was killed left would be measured with it.
clean_up
trap finish EXIT
trap 'exit 130' INT TERM
prepare
for work in "${works[@]}"; do "make_$work"; done
for (( round = 1; round <= rounds; round++ )); do
  for work in "${works[@]}"; do
    say "round $round of $rounds: $work"
    "warm_$work"
    measure_limits
    for store in "${stores[@]}"; do
      for step in first unchanged changed check restore; do run_step "$step"; done
      end_contenders
    done
  done
  rotate_contenders
done
"$program" report "$figures"
