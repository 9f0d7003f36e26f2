#!/usr/bin/env bash
# An API server without nodes: etcd and kube-apiserver on free ports of loopback, ready in a few seconds.
# No controller manager runs: namespaces do not end, owners are not collected, pods need no service account.
# Usage: control-plane.sh up|env|down STATE_DIR
. "$(dirname "$0")/lib/prelude.sh"

answers() { kubectl --kubeconfig "$state/admin.kubeconfig" --request-timeout=2s get --raw /readyz; }

is_up() { process_runs "$state" etcd && process_runs "$state" apiserver && answers >/dev/null 2>&1; }

start_etcd() {
  local client peer; client=$(free_port); peer=$(free_port)
  etcd_url=http://127.0.0.1:$client
  start_process "$state" etcd etcd --data-dir "$state/etcd" --unsafe-no-fsync \
    --listen-client-urls "$etcd_url" --advertise-client-urls "$etcd_url" \
    --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" \
    --initial-cluster "default=http://127.0.0.1:$peer"
}

start_apiserver() {
  local port flags; port=$(free_port)
  mapfile -t flags < <(apiserver_flags "$state")
  write_kubeconfig "$state" admin "https://127.0.0.1:$port"
  start_process "$state" apiserver kube-apiserver "${flags[@]}" --etcd-servers="$etcd_url" --authorization-mode=RBAC \
    --bind-address=127.0.0.1 --secure-port="$port" --endpoint-reconciler-type=none \
    --service-cluster-ip-range=10.96.0.0/16 --disable-admission-plugins=ServiceAccount
  wait_until 180 "the API server" "$state/logs/apiserver.log" answers
}

up() {
  local tools; tools=$("$here/tools.sh" control-plane); eval "$tools"
  ! is_up || { say "the control plane of $state already runs"; return 0; }
  remove
  remove_on_failure "$state" "the control plane"
  make_state "$state"
  make_cluster_pki "$state" DNS:localhost,DNS:kubernetes,IP:127.0.0.1,IP:10.96.0.1
  start_etcd
  start_apiserver
  came_up
  say "control plane at $(sed -nE 's/.*server: "([^"]*)".*/\1/p' "$state/admin.kubeconfig")"
}

remove() {
  # Not TERM: the API server would wait for its clients to leave, and its data is thrown away below.
  stop_process "$state" apiserver KILL
  stop_process "$state" etcd KILL
  remove_state "$state"
}

show() {
  [[ -f $state/admin.kubeconfig ]] || die "no control plane in $state: run control-plane.sh up $state"
  print_exports BACKUPOPERATOR_TEST_CONTROL_PLANE="$state/admin.kubeconfig"
}

state=$(realpath -m "${2:?usage: control-plane.sh up|env|down STATE_DIR}")
case $1 in
  up) up ;;
  env) show ;;
  down) remove ;;
  *) die "usage: control-plane.sh up|env|down STATE_DIR" ;;
esac
