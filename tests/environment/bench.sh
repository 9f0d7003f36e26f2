#!/usr/bin/env bash
# Measures a logical backup of one database into one S3 server, this project's agent against pg_dump piped into restic, in
# turn and in one run, and prints ratios of medians: wall time, CPU time, peak memory, bytes stored. Machines are noisy
# and differ: the ratios are the result, the times are not. It judges nothing and never fails for being slow.
# Usage: bench.sh      BENCH_MEGABYTES: size of the database (1100), BENCH_ROUNDS: runs of each (3)
. "$(dirname "$0")/lib/prelude.sh"
for piece in database store; do . "$here/demo/$piece.sh"; done
for piece in agent restic report; do . "$here/bench/$piece.sh"; done
readonly state=$state_root/bench megabytes=${BENCH_MEGABYTES:-1100} rounds=${BENCH_ROUNDS:-3}

raise() {
  install_packages restic time jq curl bc postgresql-client-15
  # What an interrupted run left would be measured with it.
  "$here/raise.sh" down "$state"
  BACKUPOPERATOR_PARTS="object-store postgres" "$here/raise.sh" up "$state"
  local exports; exports=$("$here/raise.sh" env "$state")
  eval "$exports"
  write_pgpass
  export PGPASSFILE=$state/pgpass AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
  AWS_ACCESS_KEY_ID=$(<"$BACKUPOPERATOR_TEST_S3_ACCESS_KEY_FILE")
  AWS_SECRET_ACCESS_KEY=$(<"$BACKUPOPERATOR_TEST_S3_SECRET_KEY_FILE")
}

# Each command alone, its output kept; wall seconds, CPU seconds and peak KiB go to STATE/times.
measure() { # NAME STEP COMMAND...
  local name=$1 step=$2; shift 2
  /usr/bin/time -f "$name $step %e %U %S %M" -o "$state/times" -a "$@" > "$state/$name-$step.log" 2>&1 \
    || { tail -n 15 "$state/$name-$step.log" >&2; die "$name failed: read $state/$name-$step.log"; }
}

raise
fill_database
publish_agent
rm -f "$state/times"
for (( round = 1; round <= rounds; round++ )); do
  say "round $round of $rounds"
  run_agent "bench-agent-$round"
  run_restic "bench-restic-$round"
done
report
"$here/raise.sh" down "$state"
