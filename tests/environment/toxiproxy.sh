#!/usr/bin/env bash
# A TCP proxy that delays, cuts, throttles and resets, driven over HTTP by the tests themselves.
# Usage: toxiproxy.sh up|env|down STATE_DIR
. "$(dirname "$0")/lib/prelude.sh"

answers() { curl -sf --max-time 2 "http://127.0.0.1:$(<"$state/port")/version"; }

up() {
  local tools; tools=$("$here/tools.sh" env); eval "$tools"
  command -v toxiproxy-server >/dev/null || die "no toxiproxy-server on PATH or in ../shared/tools"
  install_packages curl iproute2
  ! { process_runs "$state" toxiproxy && answers >/dev/null; } || { say "toxiproxy of $state already runs"; return 0; }
  remove
  remove_on_failure "$state" toxiproxy
  make_state "$state"
  free_port > "$state/port"
  start_process "$state" toxiproxy toxiproxy-server -host 127.0.0.1 -port "$(<"$state/port")"
  wait_until 60 toxiproxy "$state/logs/toxiproxy.log" answers
  came_up
  say "toxiproxy at http://127.0.0.1:$(<"$state/port")"
}

remove() {
  stop_process "$state" toxiproxy KILL
  remove_state "$state"
}

show() {
  [[ -f $state/port ]] || die "no toxiproxy in $state: run toxiproxy.sh up $state"
  print_exports "BACKUPOPERATOR_TEST_TOXIPROXY=http://127.0.0.1:$(<"$state/port")"
}

state=$(realpath -m "${2:?usage: toxiproxy.sh up|env|down STATE_DIR}")
case $1 in
  up) up ;;
  env) show ;;
  down) remove ;;
  *) die "usage: toxiproxy.sh up|env|down STATE_DIR" ;;
esac
