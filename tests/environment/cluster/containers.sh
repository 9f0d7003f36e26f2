# shellcheck shell=bash
# containerd, the network of pods, and the one image that a node without a registry needs.

start_containerd() {
  mkdir -p "$node/cni"
  # restrict_oom_score_adj: a sandbox may lack the right to lower a score, and without it no container starts.
  cat > "$node/containerd.toml" <<X
version = 2
root = "$node/containerd"
state = "/run/containerd/state"
[grpc]
  address = "$node/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/busybox:1"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$node/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
X
  start_process "$node" containerd containerd --config "$node/containerd.toml"
}

write_pod_network() { # NUMBER
  cat > "$node/cni/10-bridge.conflist" <<X
{"cniVersion": "0.4.0", "name": "bridge", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.244.$1.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
X
}

# busybox: its sleep holds a pod's namespaces, and tests have a shell to run in pods.
make_base_image() { # OUT.tar
  local work layer config
  work=$(mktemp -d)
  mkdir -p "$work/root/bin" "$work/root/tmp" "$work/image"; chmod 1777 "$work/root/tmp"
  cp /bin/busybox "$work/root/bin/busybox"
  local applet; for applet in $("$work/root/bin/busybox" --list); do [[ $applet == busybox ]] || ln -s busybox "$work/root/bin/$applet"; done
  tar -C "$work/root" --owner=0 --group=0 --sort=name --mtime=@0 -cf "$work/image/layer.tar" .
  layer=$(sha256sum < "$work/image/layer.tar" | cut -d' ' -f1)
  printf '{"architecture":"amd64","os":"linux","config":{"Cmd":["/bin/sleep","infinity"],"Env":["PATH=/bin"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$layer" > "$work/image/config"
  config=$(sha256sum < "$work/image/config" | cut -d' ' -f1)
  mv "$work/image/config" "$work/image/$config.json"
  printf '[{"Config":"%s.json","RepoTags":["localhost/busybox:1"],"Layers":["layer.tar"]}]' "$config" > "$work/image/manifest.json"
  tar -C "$work/image" -cf "$1" .
  rm -rf "$work"
}

load_base_image() {
  local client=(ctr -a "$node/containerd.sock")
  make_base_image "$node/base.tar"
  wait_until 120 containerd "$node/logs/containerd.log" "${client[@]}" version
  "${client[@]}" -n k8s.io images import "$node/base.tar" >/dev/null
  rm "$node/base.tar"
}
