#!/usr/bin/env bash
# First process of a node's namespaces (see node.sh): starts the node's servers, then adopts and buries what they orphan.
# Usage: init.sh STATE_DIR (by node.sh only)
. "$(dirname "$0")/../lib/prelude.sh"
for piece in containers components storage; do . "$here/cluster/$piece.sh"; done
state=$1 node=$1/node
mkdir -p "$node/logs"
exec 2>"$node/logs/init.log"

# What Kubernetes keeps at fixed places is this node's own.
hide_the_machine() {
  mount --make-rprivate /
  local folder
  for folder in /run /var/log /var/lib/cni /var/lib/kubelet; do mount -t tmpfs node "$folder"; done
  mkdir -p /run/lock /run/netns
  mount --make-rshared /
  hostname node
}

join_network() {
  ip link set lo up
  until [[ -f $state/connected ]]; do sleep 0.05; done
  number=$(<"$state/number") address=198.18.$number.2
  ip address add "$address" peer "$host_address/32" dev eth0
  ip link set eth0 up
  ip route add default via "$host_address"
  echo 1 > /proc/sys/net/ipv4/ip_forward
}

hide_the_machine
start_containerd
join_network
make_control_group
start_etcd
start_apiserver
start_controllers
load_base_image
start_dns
start_kubelet
start_proxy
install_storage
touch "$node/raised"
while :; do sleep 3600; done
