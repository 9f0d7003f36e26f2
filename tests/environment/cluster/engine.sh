# shellcheck shell=bash
# A cluster in containers of a Docker engine, by kind or by k3d, whichever is installed.

engine_at_hand() { engine_tool >/dev/null && docker info >/dev/null 2>&1; }

engine_tool() { command -v kind || command -v k3d; }

engine_name() { echo "backupoperator-$(cksum <<<"$state" | cut -d' ' -f1)"; }

raise_engine() {
  local name; name=$(engine_name)
  if command -v kind >/dev/null; then
    kind create cluster --name "$name" --kubeconfig "$state/admin.kubeconfig" --wait 180s >&2
    docker network inspect kind -f '{{range .IPAM.Config}}{{.Gateway}}{{"\n"}}{{end}}' | grep -m1 -F . > "$state/host"
  else
    k3d cluster create "$name" --kubeconfig-update-default=false --kubeconfig-switch-context=false --wait >&2
    k3d kubeconfig get "$name" > "$state/admin.kubeconfig"
    docker network inspect "k3d-$name" -f '{{range .IPAM.Config}}{{.Gateway}}{{"\n"}}{{end}}' | grep -m1 -F . > "$state/host"
  fi
  chmod 600 "$state/admin.kubeconfig"
}

load_engine() { # IMAGE.tar
  if command -v kind >/dev/null; then kind load image-archive "$1" --name "$(engine_name)" >&2
  else k3d image import "$1" --cluster "$(engine_name)" >&2; fi
}

remove_engine() {
  if command -v kind >/dev/null; then kind delete cluster --name "$(engine_name)" --kubeconfig "$state/admin.kubeconfig" >&2
  else k3d cluster delete "$(engine_name)" >&2; fi
}
