# shellcheck shell=bash
# A node of plain processes in its own process, mount, network and host name namespaces. Ending the first process of the
# process namespace ends them all, and with the last one go its mounts, interfaces and packet filter rules: nothing is
# left to clean up but one pair of interfaces and the control groups. Any number of nodes run side by side.
#
#   this machine                           | the node's namespaces
#   bo<N> 198.18.0.1 (the same for all)  <-|-> eth0 198.18.<N>.2 -> bridge cni0 10.244.<N>.1 -> pods
#
# 198.18.0.0/15 is set aside for benchmarks and never routed, so it does not hide anybody's network.

raise_node() {
  [[ $EUID -eq 0 ]] || die "a cluster of plain processes needs root: run as root, or install Docker and kind"
  install_packages containerd runc containernetworking-plugins iptables iproute2 conntrack socat openssl busybox-static mount procps
  ip link show type veth >/dev/null 2>&1 || die "no virtual network interfaces on this machine: tests cannot raise a cluster here"
  echo "$host_address" > "$state/host"
  mkdir -p /var/lib/cni /var/lib/kubelet
  # --kill-child: when this process dies, for whatever reason, so does the node.
  start_process "$state" node unshare --fork --kill-child=KILL --pid --mount-proc --mount --net --uts --ipc \
    bash "$here/cluster/init.sh" "$state"
  connect_node
  make_cluster_pki "$state" "DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,IP:127.0.0.1,IP:10.96.0.1,IP:$node_address"
  issue_certificate "$state/pki" kubelet /O=system:nodes/CN=system:node:node DNS:node
  write_kubeconfig "$state" admin "https://$node_address:6443"
  write_kubeconfig "$state" kubelet "https://$node_address:6443"
  touch "$state/connected"
  wait_until 300 "the node" "$state/node/logs/init.log" node_settled
  process_runs "$state" node
}

# Raised, or past hope.
node_settled() { { [[ -f $state/node/raised ]] && node_ready; } || ! process_runs "$state" node; }

# The number of the node is the first whose interface nobody has: making the interface claims it.
connect_node() {
  local number inner
  until inner=$(pgrep -P "$(process_id "$state" node)"); do process_runs "$state" node || return 1; sleep 0.05; done
  for (( number = 1; number < 250; number++ )); do
    ip link add "bo$number" type veth peer name eth0 netns "$inner" 2>/dev/null && break
  done
  echo "$number" > "$state/number"
  node_address=198.18.$number.2
  ip address add "$host_address" peer "$node_address/32" dev "bo$number"
  ip link set "bo$number" up
  ip route add "10.244.$number.0/24" via "$node_address"
}

load_node() { # IMAGE.tar
  ctr -a "$state/node/containerd.sock" -n k8s.io images import "$1" >/dev/null
}

remove_node() {
  stop_process "$state" node KILL
  [[ -f $state/number ]] || return 0
  local number; number=$(<"$state/number")
  # Gone with the namespace, but the kernel takes its time over that and the next run may want the number.
  ip link delete "bo$number" 2>/dev/null || true
  remove_control_groups "backupoperator-$number"
  rmdir /var/lib/cni /var/lib/kubelet 2>/dev/null || true
}

# A group can be removed once the kernel has reaped its last process.
remove_control_groups() { # NAME
  local i
  for (( i = 0; i < 50; i++ )); do
    find /sys/fs/cgroup -mindepth 1 -depth -type d -path "*/$1*" -exec rmdir {} + 2>/dev/null && return 0
    sleep 0.1
  done
}
