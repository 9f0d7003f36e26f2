# shellcheck shell=bash
# A cluster that somebody else raised and will remove: it is used, never changed in its own parts.

raise_adopted() {
  say "using the cluster of KUBECONFIG=$KUBECONFIG: tests create and delete namespaces and custom resources in it"
  ( umask 077; command kubectl config view --raw --minify --flatten > "$state/admin.kubeconfig" )
  "${kubectl[@]}" get --raw /readyz >/dev/null || die "the cluster of KUBECONFIG=$KUBECONFIG does not answer: unset it to raise one"
  adopted_host > "$state/host"
}

# The address from which this machine talks to the API server is one that the cluster can most likely reach.
adopted_host() {
  local server; server=$(sed -nE 's#^ *server: "?https?://([^:/"]+).*#\1#p' "$state/admin.kubeconfig" | head -n 1)
  server=$(getent ahostsv4 "$server" | awk 'NR == 1 {print $1}')
  echo "${BACKUPOPERATOR_TEST_HOST:-$(ip -4 route get "$server" | sed -nE 's/.* src ([0-9.]+).*/\1/p')}"
}

load_adopted() { # IMAGE.tar
  die "an image cannot be loaded into a cluster that was given by KUBECONFIG: push it to a registry that the cluster" \
    "pulls from, and name it in BACKUPOPERATOR_TEST_IMAGE"
}

remove_adopted() { :; }
