#!/usr/bin/env bash
# A cluster of real components with one node, default storage class `standard` and, where the CSI driver is at hand,
# snapshots. With KUBECONFIG set no cluster is raised and that one is used; where a Docker engine runs and kind or k3d is
# installed, they raise it; else plain processes in namespaces of their own (Ready in about 10 s, no Docker, no registry).
# Usage: cluster.sh up|env|down STATE_DIR | load STATE_DIR IMAGE.tar
. "$(dirname "$0")/lib/prelude.sh"
for piece in adopted engine node; do . "$here/cluster/$piece.sh"; done
readonly usage='usage: cluster.sh up|env|down STATE_DIR | load STATE_DIR IMAGE.tar'

choose_provider() {
  if [[ -n ${KUBECONFIG:-} && $KUBECONFIG != "$state/admin.kubeconfig" ]]; then echo adopted
  elif engine_at_hand; then echo engine
  else echo node; fi
}

node_ready() { "${kubectl[@]}" get nodes --no-headers | grep -q ' Ready'; }

is_up() { [[ -f $state/ready ]] && node_ready >/dev/null 2>&1; }

up() {
  local tools; tools=$("$here/tools.sh"); eval "$tools"
  ! is_up || { say "the cluster of $state already runs"; return 0; }
  remove
  provider=$(choose_provider)
  remove_on_failure "$state/node" "the cluster ($provider)"
  make_state "$state"
  echo "$provider" > "$state/provider"
  "raise_$provider"
  touch "$state/ready"
  came_up
  say "cluster: $("${kubectl[@]}" get nodes --no-headers | head -n 3)"
}

remove() {
  [[ ! -f $state/provider ]] || "remove_$(<"$state/provider")"
  remove_state "$state"
}

load() { # IMAGE.tar
  [[ -f $state/ready ]] || die "no cluster in $state: run cluster.sh up $state"
  "load_$(<"$state/provider")" "$1"
}

show() {
  [[ -f $state/ready ]] || die "no cluster in $state: run cluster.sh up $state"
  print_exports KUBECONFIG="$state/admin.kubeconfig" BACKUPOPERATOR_TEST_HOST="$(<"$state/host")"
}

state=$(realpath -m "${2:?$usage}")
kubectl=(kubectl --kubeconfig "$state/admin.kubeconfig" --request-timeout=10s)
case $1 in
  up) up ;;
  env) show ;;
  down) remove ;;
  load) load "${3:?$usage}" ;;
  *) die "$usage" ;;
esac
