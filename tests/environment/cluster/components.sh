# shellcheck shell=bash
# The components of Kubernetes as a node of its own runs them, at the usual ports of its own network namespace.

# All pods of this node live below one control group, or the kubelets of two nodes would end each other's pods.
make_control_group() {
  group=backupoperator-$number
  if [[ -f /sys/fs/cgroup/cgroup.controllers ]]; then
    sed -E 's/([a-z_]+)/+\1/g' /sys/fs/cgroup/cgroup.controllers > /sys/fs/cgroup/cgroup.subtree_control \
      || die "control groups cannot be delegated here: run on a machine, or in a container with its own root group left empty"
    mkdir -p "/sys/fs/cgroup/$group"
    return
  fi
  local controller
  for controller in /sys/fs/cgroup/*/; do [[ ! -f $controller/tasks ]] || mkdir -p "$controller$group"; done
}

start_etcd() {
  start_process "$node" etcd etcd --data-dir "$node/etcd" --unsafe-no-fsync
}

api_answers() { kubectl --kubeconfig "$state/admin.kubeconfig" get --raw /readyz; }

start_apiserver() {
  local flags; mapfile -t flags < <(apiserver_flags "$state")
  # Advertised at the node's address, so that the service `kubernetes` leads pods to it.
  start_process "$node" apiserver kube-apiserver "${flags[@]}" --etcd-servers=http://127.0.0.1:2379 --secure-port=6443 \
    --advertise-address="$address" --service-cluster-ip-range=10.96.0.0/16 --authorization-mode=Node,RBAC \
    --enable-admission-plugins=NodeRestriction --kubelet-preferred-address-types=InternalIP \
    --kubelet-client-certificate="$state/pki/admin.crt" --kubelet-client-key="$state/pki/admin.key"
  wait_until 180 "the API server" "$node/logs/apiserver.log" api_answers
}

start_controllers() {
  local kubeconfig=--kubeconfig=$state/admin.kubeconfig pki=$state/pki
  start_process "$node" controller-manager kube-controller-manager "$kubeconfig" --leader-elect=false \
    --use-service-account-credentials --service-account-private-key-file="$pki/sa.key" --root-ca-file="$pki/ca.crt" \
    --cluster-signing-cert-file="$pki/ca.crt" --cluster-signing-key-file="$pki/ca.key"
  start_process "$node" scheduler kube-scheduler "$kubeconfig" --leader-elect=false
}

# Names of services where CoreDNS is at hand; without it pods reach services by address only.
start_dns() {
  command -v coredns >/dev/null || return 0
  cat > "$node/Corefile" <<X
.:53 {
  bind $address
  errors
  cache 5
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    kubeconfig $state/admin.kubeconfig
    pods insecure
  }
}
X
  start_process "$node" coredns coredns -conf "$node/Corefile"
}

kubelet_minor() { kubelet --version | sed -E 's/.* v1\.([0-9]+)\..*/\1/'; }

write_kubelet_configuration() {
  : > "$node/resolv.conf"
  # Images are loaded by hand and cannot be pulled again: the kubelet must not collect them on a full disk.
  cat > "$node/kubelet.yaml" <<X
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: cgroupfs
cgroupRoot: /$group
failSwapOn: false
maxPods: 200
resolvConf: $node/resolv.conf
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $state/pki/ca.crt}}
authorization: {mode: Webhook}
evictionHard: {memory.available: 50Mi, nodefs.available: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
enforceNodeAllocatable: [pods]
readOnlyPort: 0
X
  ! command -v coredns >/dev/null || printf 'clusterDNS: [%s]\nclusterDomain: cluster.local\n' "$address" >> "$node/kubelet.yaml"
  (( $(kubelet_minor) < 31 )) || echo 'failCgroupV1: false' >> "$node/kubelet.yaml"
}

start_kubelet() {
  local flags=(--container-runtime-endpoint="unix://$node/containerd.sock")
  (( $(kubelet_minor) >= 27 )) || flags+=(--container-runtime=remote)
  write_pod_network "$number"
  write_kubelet_configuration
  start_process "$node" kubelet kubelet --config="$node/kubelet.yaml" --kubeconfig="$state/kubelet.kubeconfig" \
    --root-dir="$node/kubelet" --hostname-override=node --node-ip="$address" "${flags[@]}"
}

start_proxy() {
  # The limits of connection tracking need a right that a sandbox may lack: 0 leaves them alone.
  start_process "$node" kube-proxy kube-proxy --kubeconfig="$state/admin.kubeconfig" --proxy-mode=iptables \
    --cluster-cidr="10.244.$number.0/24" --hostname-override=node \
    --conntrack-max-per-core=0 --conntrack-tcp-timeout-established=0 --conntrack-tcp-timeout-close-wait=0
}
