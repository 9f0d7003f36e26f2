#!/usr/bin/env bash
# Runs every test: builds, raises the real parts, runs each test project, removes the parts, also when interrupted.
# The last line says `N passed, N failed, N skipped`; the result is a failure when a test failed or none ran.
# Usage: test.sh [PROJECT...]      names of test projects, all by default
# BACKUPOPERATOR_SOAK=1 has tests of many random histories run many more of them (make soak).
# KEEP=1 leaves the parts running for the next run (make down removes them). CONFIGURATION: Release by default.
. "$(dirname "$0")/lib/prelude.sh"
readonly state=$state_root/test configuration=${CONFIGURATION:-Release}
readonly results=$checkout/TestResults
# A project that takes longer hangs. A soak is meant to take long.
if [[ ${BACKUPOPERATOR_SOAK:-} == 1 ]]; then readonly limit=14400; else readonly limit=1800; fi
passed=0 failed=0 skipped=0

end_group() {
  [[ -n ${group:-} ]] || return 0
  local i
  kill -TERM -- "-$group" 2>/dev/null || return 0
  for (( i = 0; i < 300; i++ )); do kill -0 -- "-$group" 2>/dev/null || return 0; sleep 0.1; done
  kill -KILL -- "-$group" 2>/dev/null || true
}

clean_up() {
  trap '' INT TERM
  end_step
  end_group
  [[ -n ${KEEP:-} ]] || { say "removing what was raised"; "$here/raise.sh" down "$state"; rmdir "$state_root" 2>/dev/null || true; }
}

finish() {
  local status=$?
  clean_up || true
  echo "$passed passed, $failed failed, $skipped skipped"
  (( status == 0 && failed == 0 && passed > 0 )) || exit 1
}

install_basics() {
  command -v dotnet >/dev/null || die "no .NET SDK: install version 10 and put dotnet on PATH"
  install_packages ca-certificates curl jq openssl iproute2 procps util-linux xz-utils liblz4-1 libzstd1 tzdata
  # Tests put it in front of servers of their own.
  install_packages pgbouncer
}

build() {
  say "building ($configuration; one or two minutes as a rule)"
  begin_step "building"
  in_group dotnet build "$checkout/BackupOperator.sln" -c "$configuration" -v quiet -nologo >&2 || die "the build failed: no test was run"
  end_step
}

projects() {
  if (( $# > 0 )); then printf '%s\n' "$@"; return; fi
  find "$checkout/tests" -mindepth 2 -maxdepth 2 -name '*.Tests.csproj' -printf '%f\n' | sed 's/\.csproj$//' | sort
}

# Runs one project and adds up its report. A program that ends without one counts as a failed test: it proved nothing.
run_project() { # NAME
  local folder=$checkout/tests/$1/bin/$configuration/net10.0 report=$results/$1.json started=$SECONDS counts
  rm -f "$report"; running=$1
  begin_step "running $1" tell_tests
  in_group timeout --foreground --kill-after=30 "$limit" env -C "$folder" "./$1" -ctrf "$report" -reporter verbose -noLogo -noColor \
    > "$results/$1.log" 2>&1 || true
  end_step
  if [[ ! -s $report ]]; then
    (( failed += 1 ))
    echo "$1: FAILED without a report; the end of its output:"; tail -n 20 "$results/$1.log"
    return
  fi
  # Passed, failed, skipped, in the report's own words.
  counts=$(jq -r '.results.summary | "\(.passed) \(.failed + (.other // 0)) \(.skipped + (.pending // 0))"' "$report")
  local p f s; read -r p f s <<<"$counts"
  (( passed += p, failed += f, skipped += s )) || true
  echo "$1: $p passed, $f failed, $s skipped in $(( SECONDS - started )) s"
  list_tests "$report"
}

# What the log of the running project tells: how many of its tests have ended, and which of the others began first.
tell_tests() {
  awk '/ \[STARTING\]$/ { sub(/^ +/, ""); sub(/ \[STARTING\]$/, ""); begun[$0] = NR }
    / \[FAIL\]$/ { failed++ }
    / \[FINISHED\] Time: / { sub(/^ +/, ""); sub(/ \[FINISHED\] Time: .*/, ""); delete begun[$0]; ended++ }
    END {
      for (name in begun) if (oldest == "" || begun[name] < begun[oldest]) oldest = name
      printf "%d tests done%s%s", ended, failed ? ", " failed " failed" : "", oldest == "" ? "" : ", running " oldest
    }' "$results/$running.log"
}

# Each skipped test with its reason, each failed one with what it said.
list_tests() { # REPORT
  jq -r '.results.tests[] | select(.status == "skipped" or .status == "pending")
    | "  skipped \(.name | gsub("\\\\\""; "\"")): \(.extra.reason // .message // "no reason given" | gsub("\\s+"; " "))"' "$1"
  jq -r '.results.tests[] | select(.status == "failed" or .status == "other")
    | "  FAILED  \(.name | gsub("\\\\\""; "\""))",
      ("\(.message // "")\n\(.trace // "")" | gsub("\\\\\""; "\"") | split("\n")[:25][] | select(. != "") | "          " + .)' "$1"
}

trap finish EXIT
trap 'exit 130' INT TERM
mkdir -p "$results"
install_basics
build
say "raising the real parts"
in_group "$here/raise.sh" up "$state"
exports=$("$here/raise.sh" env "$state")
eval "$exports"
mapfile -t names < <(projects "$@")
for name in "${names[@]}"; do run_project "$name"; done
