# shellcheck shell=bash
# Default storage class `standard`: provisioned by the CSI directory driver, which also makes snapshots, where it is at
# hand; else a shelf of local volumes made in advance.

cluster_kubectl() { kubectl --kubeconfig "$state/admin.kubeconfig" "$@"; }

install_storage() {
  if command -v csi-directory >/dev/null && command -v snapshot-controller >/dev/null && command -v csi-snapshotter >/dev/null; then
    install_csi
  else
    install_shelf
  fi
}

# Two programs in sidecars' places: they need the driver's socket, which appears once the driver has registered.
install_csi() {
  local kubeconfig=(--kubeconfig "$state/admin.kubeconfig") socket=$node/kubelet/plugins/directory.csi.local/csi.sock
  cluster_kubectl apply -f "$BACKUPOPERATOR_TEST_TOOLS/crds/" >/dev/null
  start_process "$node" csi-directory csi-directory --root "$node/volumes" --kubelet "$node/kubelet" --node node "${kubeconfig[@]}"
  start_process "$node" snapshot-controller snapshot-controller "${kubeconfig[@]}" --leader-election=false --http-endpoint=
  wait_until 60 "the CSI driver" "$node/logs/csi-directory.log" test -S "$socket"
  start_process "$node" csi-snapshotter csi-snapshotter "${kubeconfig[@]}" --csi-address "$socket" --leader-election=false
  cluster_kubectl apply -f - >/dev/null <<'X'
apiVersion: storage.k8s.io/v1
kind: CSIDriver
metadata: {name: directory.csi.local}
spec: {attachRequired: false, podInfoOnMount: false, fsGroupPolicy: File}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: standard, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: directory.csi.local
volumeBindingMode: Immediate
---
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshotClass
metadata: {name: standard, annotations: {snapshot.storage.kubernetes.io/is-default-class: "true"}}
driver: directory.csi.local
deletionPolicy: Delete
X
}

install_shelf() {
  local i
  for (( i = 1; i <= 40; i++ )); do
    mkdir -p "$node/volumes/$i"; chmod 777 "$node/volumes/$i"
    cat <<X
apiVersion: v1
kind: PersistentVolume
metadata: {name: shelf-$i}
spec:
  accessModes: [ReadWriteOnce, ReadOnlyMany, ReadWriteMany]
  capacity: {storage: 100Gi}
  storageClassName: standard
  persistentVolumeReclaimPolicy: Retain
  local: {path: $node/volumes/$i}
  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/os, operator: In, values: [linux]}]}]}}
---
X
  done > "$node/shelf.yaml"
  cat >> "$node/shelf.yaml" <<'X'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: standard, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: Immediate
X
  cluster_kubectl apply -f "$node/shelf.yaml" >/dev/null
}
